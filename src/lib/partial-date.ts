function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Returns year, month and day, with 0 for missing parts, or null if the date does not exist. */
function parse(text: string): [year: number, month: number, day: number] | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (year === 0) return null;
  if (match[2] !== undefined && (month < 1 || month > 12)) return null;
  if (match[3] !== undefined && (day < 1 || day > lastDay(year, month))) return null;
  return [year, month, day];
}

function requireParts(text: string): [year: number, month: number, day: number] {
  const date = parse(text);
  if (date === null) throw new RangeError(`${JSON.stringify(text.slice(0, 20))} is not a partial date.`);
  return date;
}

function padTwoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

/**
 * Returns whether a text is a date in the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601 with reduced precision) that
 * exists in the proleptic Gregorian calendar, from year 0001 to 9999.
 */
export function isPartialDate(text: string): boolean {
  return parse(text) !== null;
}

/**
 * Returns the first day, `YYYY-MM-DD`, that a partial date may mean.
 *
 * @throws RangeError if the text is not a partial date
 */
export function earliestDay(text: string): string {
  const [, month, day] = requireParts(text);
  return `${text.slice(0, 4)}-${padTwoDigits(month || 1)}-${padTwoDigits(day || 1)}`;
}

/**
 * Returns the last day, `YYYY-MM-DD`, that a partial date may mean.
 *
 * @throws RangeError if the text is not a partial date
 */
export function latestDay(text: string): string {
  const [year, month, day] = requireParts(text);
  return `${text.slice(0, 4)}-${padTwoDigits(month || 12)}-${padTwoDigits(day || lastDay(year, month || 12))}`;
}

/**
 * Returns whether a span of partial dates includes a day (`YYYY-MM-DD`). Both bounds are inclusive and as wide as
 * possible: `from: 2017` starts on 1 January, and `to: 2017` ends on 31 December. A missing bound is open.
 *
 * @throws RangeError if a bound is not a partial date
 */
export function coversDay(
  span: { from?: string | null | undefined; to?: string | null | undefined },
  day: string,
): boolean {
  const from = span.from == null ? null : earliestDay(span.from);
  const to = span.to == null ? null : latestDay(span.to);
  return (from === null || from <= day) && (to === null || day <= to);
}
