import { parseTime } from '../../normalisation/dates.js';

/** Parses a time of any Ghost version: a date and time, or milliseconds since 1970. */
export function parseTimestamp(text: string | null): Date | null {
  if (text === null || !/^\d{10,14}$/.test(text)) return text === null ? null : parseTime(text);
  const date = new Date(Number(text));
  return date.getUTCFullYear() <= 9999 ? date : null;
}
