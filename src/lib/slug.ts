import { transliterate } from 'transliteration';
import { isAscii } from './ascii.js';

/** The maximum length of a slug made by `slugify`, in characters. */
const maxGeneratedLength = 80;

/** The maximum length of any slug, in characters. */
const maxLength = 120;

/** How many characters of a text `slugify` reads: far more than a slug needs, and few enough to be fast. */
const maxInputLength = 2000;

/** German letters that are not transliterated by dropping the diacritics (DIN 5007-2). */
const german: [string, string][] = [
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['Ä', 'Ae'],
  ['Ö', 'Oe'],
  ['Ü', 'Ue'],
  ['ß', 'ss'],
  ['ẞ', 'ss'],
];

/** Danish and Norwegian letters, as the language councils of both countries write them in ASCII. */
const danish: [string, string][] = [
  ['æ', 'ae'],
  ['ø', 'oe'],
  ['å', 'aa'],
  ['Æ', 'Ae'],
  ['Ø', 'Oe'],
  ['Å', 'Aa'],
];

/** Bulgarian letters that differ from Russian ones (the Bulgarian law on transliteration of 2009). */
const bulgarian: [string, string][] = [
  ['ъ', 'a'],
  ['щ', 'sht'],
  ['х', 'h'],
  ['ц', 'ts'],
  ['ь', 'y'],
  ['Ъ', 'A'],
  ['Щ', 'Sht'],
  ['Х', 'H'],
  ['Ц', 'Ts'],
];

/** Letters of Azerbaijani, Kazakh and Tatar that the library does not know. */
const schwas: [string, string][] = [
  ['ə', 'e'],
  ['Ə', 'E'],
  ['ә', 'a'],
  ['Ә', 'A'],
];

/** The letters that are not transliterated by dropping the diacritics, by language. */
const lettersByLanguage: Readonly<Record<string, [string, string][]>> = {
  bg: bulgarian,
  de: german,
  gsw: german,
  lb: german,
  da: danish,
  nb: danish,
  nn: danish,
  no: danish,
};

/** Returns the letters of a language. Without a language, umlauts are German, as they always were. */
const lettersOf = (lang: string | undefined) =>
  lang === undefined ? german : (lettersByLanguage[lang.toLowerCase().split('-')[0] ?? ''] ?? []);

/** Path segments below collections. They can never be the slugs of entities. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  'analyze',
  'bulk',
  'by-external-id',
  'desk',
  'export',
  'import',
  'me',
  'mentions',
  'merge',
  'new',
  'relink',
  'resolve',
  'search',
]);

/**
 * Returns a slug for a text in any script: lower-case kebab ASCII of at most 80 characters, cut between words if
 * possible. Returns `''` if the text has no letters or digits. The result may be a reserved word or look like an id, so
 * check it with `isSlug`.
 *
 * @param lang the BCP 47 tag of the language of the text, if it is known: `ö` is `oe` in German and `o` in Swedish
 */
export function slugify(text: string, lang?: string): string {
  const input = text.slice(0, maxInputLength);
  // ASCII needs no transliteration, and the check takes a hundredth of its time.
  const latin = isAscii(input)
    ? input
    : transliterate(input.normalize('NFC'), { replace: [...schwas, ...lettersOf(lang)] });
  const slug = latin
    .toLowerCase()
    .replace(/['’ʹʼ`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug.length <= maxGeneratedLength) return slug;
  const lastGap = slug.lastIndexOf('-', maxGeneratedLength);
  return slug.slice(0, lastGap > 0 ? lastGap : maxGeneratedLength);
}

/** Returns whether a text is a valid slug: kebab case, at most 120 characters, not a reserved word, not like a UUID. */
export function isSlug(text: string): boolean {
  return (
    text.length <= maxLength &&
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) &&
    !/^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/.test(text) &&
    !RESERVED_SLUGS.has(text)
  );
}

/** Returns a slug with a number after it, such as `budget-2`. Cuts the slug if both exceed 120 characters. */
export function withNumberSuffix(slug: string, n: number): string {
  const tail = `-${n}`;
  return slug.slice(0, maxLength - tail.length).replace(/-$/, '') + tail;
}
