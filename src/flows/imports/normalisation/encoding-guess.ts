import { TextDecoder } from 'node:util';

/**
 * The encodings of East Asian texts, with characters that are frequent in texts of each, and about the share of a text
 * that they make up.
 */
const multiByteEncodings: readonly (readonly [name: string, share: number, typical: RegExp])[] = [
  ['Shift_JIS', 0.3, /[\u3041-\u30fa\u30fc]/g],
  ['EUC-JP', 0.3, /[\u3041-\u30fa\u30fc]/g],
  ['EUC-KR', 0.9, /[\uac00-\ud7a3]/g],
  [
    'GB18030',
    0.15,
    /[的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小心多天]/g,
  ],
  [
    'Big5',
    0.15,
    /[的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後小心多天]/g,
  ],
];

/** The encodings of Cyrillic texts. Their small letters are more frequent than their capitals. */
const cyrillicEncodings = ['windows-1251', 'KOI8-R', 'ISO-8859-5'] as const;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function decode(sample: Buffer, name: string): string | null {
  try {
    return new TextDecoder(name, { fatal: true }).decode(sample, { stream: true });
  } catch {
    return null;
  }
}

/** Returns whether a text that is not UTF-8 seems to be in an encoding of Western Europe. */
export function looksWestern(sample: Buffer): boolean {
  const latin = sample.toString('latin1');
  // In Western texts, most letters with accents stand alone between letters of ASCII.
  const aloneBytes = countOf(latin, /(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])/g);
  return aloneBytes * 2 > countOf(latin, /[\x80-\xff]/g);
}

/** Returns the name of the encoding in which a text that is not UTF-8 seems to be, or null if no encoding fits. */
export function guessEncoding(sample: Buffer): string | null {
  const latin = sample.toString('latin1');
  const highBytes = countOf(latin, /[\x80-\xff]/g);
  if (highBytes === 0) return null;
  const zeros = countOf(latin, /\0/g);
  if (zeros > sample.length / 4) return 'UTF-16 without a byte order mark';
  if (!looksWestern(sample)) {
    const best = multiByteEncodings
      .map(([name, share, typical]) => ({ name, score: countOf(decode(sample, name) ?? '', typical) / share }))
      .toSorted((one, other) => other.score - one.score)[0];
    // A character has two bytes. At least half of the expected characters must be there.
    if (best !== undefined && best.score * 4 > highBytes) return best.name;
    const cyrillic = cyrillicEncodings
      .map((name) => {
        const text = decode(sample, name) ?? '';
        return { name, count: countOf(text, /[а-яё]/g) - countOf(text, /[А-ЯЁ]/g) };
      })
      .toSorted((one, other) => other.count - one.count)[0];
    if (cyrillic !== undefined && cyrillic.count * 2 > highBytes) return cyrillic.name;
  }
  // Windows-1252 has quotation marks and dashes where ISO-8859-1 has control characters.
  return /[\x80-\x9f]/.test(latin) ? 'windows-1252' : 'ISO-8859-1 (Latin-1) or windows-1252';
}
