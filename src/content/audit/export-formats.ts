import type { AuditEntry } from './schemas.js';

const columnNames = [
  'id',
  'at',
  'type',
  'subjectId',
  'actor',
  'tokenId',
  'userId',
  'via',
  'address',
  'requestId',
  'userAgent',
  'detail',
] as const satisfies readonly (keyof AuditEntry)[];

/**
 * Formats a cell of CSV (RFC 4180). Text that a spreadsheet would run as a formula is escaped, because clients choose
 * some of the values.
 */
function toCsvCell(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Format = {
  type: string;
  head: string;
  line: (entry: AuditEntry) => string;
};

export const formats: Readonly<Record<'ndjson' | 'csv', Format>> = {
  ndjson: { type: 'application/x-ndjson', head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: {
    type: 'text/csv',
    head: `${columnNames.join(',')}\r\n`,
    line: (entry) => `${columnNames.map((name) => toCsvCell(entry[name])).join(',')}\r\n`,
  },
};
