function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Year, month and day, `0` for those left out; null for what is no date of the calendar. */
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
  if (date === null) throw new RangeError(`not a partial date: ${JSON.stringify(text.slice(0, 20))}`);
  return date;
}

function padTwoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

/**
 * Whether a text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601 with reduced precision), of the years 0001 to 9999 and of
 * the proleptic Gregorian calendar.
 */
export function isPartialDate(text: string): boolean {
  return parse(text) !== null;
}

/**
 * The first day, `YYYY-MM-DD`, that a partial date may mean.
 *
 * @throws RangeError when it is no partial date
 */
export function earliestDay(text: string): string {
  const [, month, day] = requireParts(text);
  return `${text.slice(0, 4)}-${padTwoDigits(month || 1)}-${padTwoDigits(day || 1)}`;
}

/**
 * The last day, `YYYY-MM-DD`, that a partial date may mean.
 *
 * @throws RangeError when it is no partial date
 */
export function latestDay(text: string): string {
  const [year, month, day] = requireParts(text);
  return `${text.slice(0, 4)}-${padTwoDigits(month || 12)}-${padTwoDigits(day || lastDay(year, month || 12))}`;
}

/**
 * Whether a span of partial dates includes a day (`YYYY-MM-DD`). Both bounds belong to the span, at their widest: from
 * `2017` counts from 1 January, to `2017` until 31 December. A bound left out is open.
 *
 * @throws RangeError when a bound is no partial date
 */
export function coversDay(
  span: { from?: string | null | undefined; to?: string | null | undefined },
  day: string,
): boolean {
  const from = span.from == null ? null : earliestDay(span.from);
  const to = span.to == null ? null : latestDay(span.to);
  return (from === null || from <= day) && (to === null || day <= to);
}
