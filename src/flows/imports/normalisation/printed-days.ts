import { parseTime } from './dates.js';

/** The date of a line. `isAmbiguous` says that the day and the month may be the other way round: `11/03/2024`. */
export type PrintedDay = { time: Date; isAmbiguous: false } | { time: null; isAmbiguous: true };

const numericPattern = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/;
const eastAsianPattern = /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]$/;
const clockPattern =
  /[,;]? *(?:at |um |à |kl\.? )?\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?(?:Uhr|[A-Z]{2,4}))?$/i;

/**
 * Returns the date that a text consists of, or null if it is no date. Days with dots are day and month in this order.
 * Days with slashes or hyphens count only if one number cannot be a month; otherwise they are ambiguous.
 */
export function printedDayOf(text: string): PrintedDay | null {
  if (text.length > 80 || !/\d/.test(text)) return null;
  for (const words of new Set([text.trim(), text.trim().replace(clockPattern, '')])) {
    const day = dayOf(words);
    if (day !== null) return day;
  }
  return null;
}

function dayOf(text: string): PrintedDay | null {
  const [, first = '', separator, second = '', year] = numericPattern.exec(text) ?? [];
  if (year !== undefined) {
    const dayFirst = parseTime(`${year}-${second}-${first}`);
    const monthFirst = separator === '.' ? null : parseTime(`${year}-${first}-${second}`);
    if (dayFirst !== null && monthFirst !== null && first !== second) return { time: null, isAmbiguous: true };
    return toDay(dayFirst ?? monthFirst);
  }
  const eastAsian = eastAsianPattern.exec(text);
  if (eastAsian !== null) return toDay(parseTime(eastAsian.slice(1).join('-')));
  return toDay(parseTime(text));
}

const toDay = (time: Date | null): PrintedDay | null => (time === null ? null : { time, isAmbiguous: false });
