/** The dateline at the start of a text. `length` is its length in the text. */
export type Dateline = { length: number; place: string; day: string | null; agency: string | null };

const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
const day = `(?:${month} \\d{1,2}|\\d{1,2} ${month})(?:,? \\d{4})?`;
const datelinePattern = new RegExp(
  `^\\s*([\\p{L}][\\p{L}\\p{M}'’./ -]{1,40}(?:, (?!${day})[\\p{L}][\\p{L}\\p{M}.' -]{1,30})?)(?:,? (${day}))?(?:,? ?\\(([^()]{2,60})\\))?\\s*(?:[—–]|--|-(?=\\s)|:(?=\\s))\\s*`,
  'iu',
);

/**
 * Returns the dateline at the start of a paragraph, such as `ATHENS, Nov 3 (Own report) —`, or null. A place that is
 * not in capitals must be followed by a day or an agency, because a sentence may have a dash as well.
 */
export function datelineOf(paragraph: string): Dateline | null {
  const match = datelinePattern.exec(paragraph.slice(0, 250));
  if (match === null) return null;
  const [fullMatch, place = '', dateText, agency] = match;
  const [town = ''] = place.split(',');
  const isCapitals = town === town.toUpperCase() && town.trim().length > 2;
  if (
    /:\s*$/.test(fullMatch) ||
    !/^\p{Lu}/u.test(place) ||
    (!isCapitals && dateText === undefined && agency === undefined)
  )
    return null;
  if (town.trim().split(/\s+/).length > 4) return null;
  return { length: fullMatch.length, place: place.trim(), day: dateText ?? null, agency: agency?.trim() ?? null };
}
