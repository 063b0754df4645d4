const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};

const special = /[ßøłđðþæœıςىیکة]/g;

/** Matches what does not distinguish names: diacritics, dots, apostrophes, the Arabic tatweel, invisible characters. */
const ignorable = /[\p{M}.'’ʼʹ`׳״ـ\u00AD\u200B-\u200F\u2060\uFEFF]/gu;

/** Matches a word in a script whose marks and syllables must not be taken apart. */
const composedStart = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** Matches what separates the parts of a foreign name in Chinese and Japanese. */
const middleDots = /[·•‧∙⋅･゠＝]/g;

/** Returns whether a word begins with a Chinese, Japanese or Korean character. */
export const isComposed = (text: string): boolean => text.charCodeAt(0) >= 0x1100 && composedStart.test(text);

/** Returns a word in the form in which names are compared: lower case, without diacritics, dots and apostrophes. */
export function fold(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase().replace(/[.']/g, '');
  if (isComposed(text))
    return text
      .normalize('NFC')
      .replace(middleDots, '・')
      .replace(/[\s\u200B-\u200F\u2060\uFEFF]/g, '');
  return text
    .normalize('NFD')
    .replace(ignorable, '')
    .toLowerCase()
    .replace(special, (letter) => letters[letter] ?? letter);
}

/** Returns whether two names are in different scripts. */
export const hasOtherScript = (name: string, other: string): boolean => scriptOf(name) !== scriptOf(other);

function scriptOf(name: string): string {
  for (const script of ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew'])
    if (new RegExp(`\\p{sc=${script}}`, 'u').test(name)) return script;
  return isComposed(name) ? 'composed' : 'other';
}
