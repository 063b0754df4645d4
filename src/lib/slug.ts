import { transliterate } from 'transliteration';

/** Characters of a slug made by `slugify`. */
const maxGeneratedLength = 80;

/** Characters that any slug may have. */
const maxLength = 120;

/** Characters of a text that are looked at: far more than a slug can show, few enough for any text to be cheap. */
const maxInputLength = 2000;

const isAscii = /^[\0-\x7f]*$/;

/** Where German practice (DIN 5007-2) differs from dropping the diacritics. */
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

/** Words that are path segments under a collection and therefore never the slug of a thing in it. */
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
 * A slug in lower-case kebab ASCII for a text in any script, of at most 80 characters, cut between words where there is
 * more than one. `''` when nothing in the text has a letter or digit to show. The outcome may still be reserved or look
 * like an id: ask `isSlug`.
 */
export function slugify(text: string): string {
  const input = text.slice(0, maxInputLength);
  // What is ASCII stays as it is, found out in a hundredth of the time.
  const latin = isAscii.test(input) ? input : transliterate(input.normalize('NFC'), { replace: german });
  const slug = latin
    .toLowerCase()
    .replace(/['’ʹʼ`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug.length <= maxGeneratedLength) return slug;
  const lastGap = slug.lastIndexOf('-', maxGeneratedLength);
  return slug.slice(0, lastGap > 0 ? lastGap : maxGeneratedLength);
}

/** Whether a text may be the slug of a thing: kebab, at most 120 characters, no reserved word, nothing like a UUID. */
export function isSlug(text: string): boolean {
  return (
    text.length <= maxLength &&
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) &&
    !/^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/.test(text) &&
    !RESERVED_SLUGS.has(text)
  );
}

/** The slug with a number behind it (`budget-2`), the slug being cut where both would pass 120 characters. */
export function withNumberSuffix(slug: string, n: number): string {
  const tail = `-${n}`;
  return slug.slice(0, maxLength - tail.length).replace(/-$/, '') + tail;
}
