import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Page } from '../../platform/paging/index.js';
import { formats } from './export-formats.js';
import { refusalBuffer } from './refusal-buffer.js';
import type { AuditEntry, AuditExportQuery, AuditFilters, AuditQuery } from './schemas.js';
import { auditStore } from './store.js';

type Dependencies = {
  database: Database;
  /** Days for which entries are kept; 0 for ever. */
  retentionDays: number;
  log: { error(context: object, message: string): void };
};

const dayMs = 24 * 60 * 60 * 1000;

/** Entries that are read by one statement, and deleted by one transaction; how often there is a look for old ones. */
const batchSizes = { read: 500, deletion: 1_000 };
const retentionIntervalMs = 60 * 60 * 1000;

/** Who did what to what, from where. It is written with each event; here it is read. */
export function auditService({ database, retentionDays, log }: Dependencies) {
  const store = auditStore(database);
  const refusals = refusalBuffer(store.insertMany, (err) =>
    log.error({ err }, 'refusals could not be kept in the audit'),
  );

  /** All entries that are wanted, the oldest first, as a file: its text is made as it is taken. */
  function openExport({ format, ...filters }: AuditExportQuery) {
    const { type, head, line } = formats[format];
    return { text: exportChunks(filters, head, line), type, fileName: `audit.${format}` };
  }

  async function* exportChunks(filters: AuditFilters, head: string, line: (entry: AuditEntry) => string) {
    if (head !== '') yield head;
    let entries = await store.listAfter(filters, undefined, batchSizes.read);
    while (entries.length > 0) {
      yield entries.map(line).join('');
      entries = await store.listAfter(filters, entries.at(-1), batchSizes.read);
    }
  }

  const retention: PeriodicJob = {
    name: 'audit.retention',
    everyMs: retentionIntervalMs,
    async work() {
      if (retentionDays === 0) return 'idle';
      const deletedCount = await store.deleteBefore(new Date(Date.now() - retentionDays * dayMs), batchSizes.deletion);
      return deletedCount === batchSizes.deletion ? 'more' : 'idle';
    },
  };

  return {
    list: (query: AuditQuery): Promise<Page<AuditEntry>> => store.list(query),
    openExport,
    /** Keeps that somebody with a token was turned away: some seconds later. */
    recordRefusal: refusals.add,
    retention,
    /** Keeps what has been gathered. */
    close: refusals.flush,
  };
}

export type AuditService = ReturnType<typeof auditService>;
