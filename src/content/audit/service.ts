import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Page } from '../../platform/paging/index.js';
import { formats } from './lines.js';
import { refusalNotes } from './refusals.js';
import type { AuditEntry, AuditExportQuery, AuditFilters, AuditQuery } from './schemas.js';
import { auditStore } from './store.js';

type Needs = {
  database: Database;
  /** Days for which entries are kept; 0 for ever. */
  keepDays: number;
  log: { error(said: object, message: string): void };
};

const day = 24 * 60 * 60 * 1000;

/** Entries that are read by one statement, and deleted by one transaction; how often there is a look for old ones. */
const batch = { read: 500, forget: 1_000 };
const forgetEveryMs = 60 * 60 * 1000;

/** Who did what to what, from where. It is written with each event; here it is read. */
export function auditService({ database, keepDays, log }: Needs) {
  const store = auditStore(database);
  const notes = refusalNotes(store.note, (err) => log.error({ err }, 'refusals could not be kept in the audit'));

  /** All entries that are wanted, the oldest first, as a file: its text is made as it is taken. */
  function open({ format, ...filters }: AuditExportQuery) {
    const { type, head, line } = formats[format];
    return { text: text(filters, head, line), type, fileName: `audit.${format}` };
  }

  async function* text(filters: AuditFilters, head: string, line: (entry: AuditEntry) => string) {
    if (head !== '') yield head;
    let entries = await store.next(filters, undefined, batch.read);
    while (entries.length > 0) {
      yield entries.map(line).join('');
      entries = await store.next(filters, entries.at(-1), batch.read);
    }
  }

  const retention: PeriodicJob = {
    name: 'audit.retention',
    everyMs: forgetEveryMs,
    async work() {
      if (keepDays === 0) return 'idle';
      const gone = await store.forget(new Date(Date.now() - keepDays * day), batch.forget);
      return gone === batch.forget ? 'more' : 'idle';
    },
  };

  return {
    list: (query: AuditQuery): Promise<Page<AuditEntry>> => store.list(query),
    open,
    /** Keeps that somebody with a token was turned away: some seconds later. */
    refused: notes.add,
    retention,
    /** Keeps what has been gathered. */
    close: notes.flush,
  };
}

export type AuditService = ReturnType<typeof auditService>;
