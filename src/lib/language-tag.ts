/**
 * Returns a language tag with the upper and lower case letters that BCP 47 recommends (RFC 5646, section 2.1.1), as in
 * `zh-Hant-TW`. Tags that differ only in case are the same tag. Other spellings of a language, such as `iw` for `he`,
 * are kept.
 */
export function formatLanguageTag(tag: string): string {
  const subtags = tag.toLowerCase().split('-');
  const parts = subtags.map((subtag, index) => {
    // The first subtag is the language, and what follows a singleton, as in `en-x-us`, is no region and no script.
    if (index === 0 || subtags[index - 1]?.length === 1) return subtag;
    if (subtag.length === 2) return subtag.toUpperCase();
    return /^[a-z]{4}$/.test(subtag) ? subtag.charAt(0).toUpperCase() + subtag.slice(1) : subtag;
  });
  return parts.join('-');
}
