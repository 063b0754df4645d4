import { parseTime } from '../../normalisation/dates.js';

/** A time as Ghost has written it from version to version: in words, or in milliseconds since 1970. */
export function parseTimestamp(text: string | null): Date | null {
  if (text === null || !/^\d{10,14}$/.test(text)) return text === null ? null : parseTime(text);
  const date = new Date(Number(text));
  return date.getUTCFullYear() <= 9999 ? date : null;
}
