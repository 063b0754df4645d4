const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time of the demo newsroom. A time like `-2h` is relative to the loading, so that some articles are always of
 * this week: a sign, a whole number, and `m`, `h` or `d` for minutes, hours or days. Other times are ISO 8601 instants.
 *
 * @throws RangeError if the text is neither
 */
export function readTime(text: string, now: Date): Date {
  const [, direction, count, unit = ''] = /^([+-])(\d{1,4})([mhd])$/.exec(text) ?? [];
  if (direction !== undefined) return new Date(now.getTime() + Number(`${direction}${count}`) * (unitMs[unit] ?? 0));
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new RangeError(
      `"${text}" is no time: it must be an instant like 2017-07-07T18:00:00Z, or an offset like -2h.`,
    );
  return new Date(text);
}

/**
 * Reads a time at which something has happened.
 *
 * @throws RangeError if the text is no time, or a time in the future
 */
export function readPastTime(text: string, now: Date): Date {
  const time = readTime(text, now);
  if (time > now) throw new RangeError(`"${text}" is in the future, where only the publication of an article may be.`);
  return time;
}
