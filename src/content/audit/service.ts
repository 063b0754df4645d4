import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Page } from '../../platform/paging/index.js';
import { formats } from './export-formats.js';
import { refusalBuffer } from './refusal-buffer.js';
import type { AuditEntry, AuditExportQuery, AuditFilters, AuditQuery } from './schemas.js';
import { auditStore } from './store.js';

type Dependencies = {
  database: Database;
  /** How many days entries are kept. 0 keeps them forever. */
  retentionDays: number;
  log: { error(context: object, message: string): void };
};

const dayMs = 24 * 60 * 60 * 1000;

/** How many entries one statement reads and one transaction deletes, and how often old entries are deleted. */
const batchSizes = { read: 500, deletion: 1_000 };
const retentionIntervalMs = 60 * 60 * 1000;

/** Reads and exports the audit. Its entries are written together with events. */
export function auditService({ database, retentionDays, log }: Dependencies) {
  const store = auditStore(database);
  const refusals = refusalBuffer(store.insertMany, (err) =>
    log.error({ err }, 'refused requests could not be written to the audit'),
  );

  /**
   * Returns an export of the entries that match the filters, the oldest first. Its text is generated while it is read.
   */
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
    /** Records a refused request with a token. It is written after a few seconds. */
    recordRefusal: refusals.add,
    retention,
    /** Writes the collected refusals. */
    close: refusals.flush,
  };
}

export type AuditService = ReturnType<typeof auditService>;
