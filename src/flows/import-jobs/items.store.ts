import { sql } from 'kysely';
import { leaseEnd } from '../../platform/background/index.js';
import { type Database, Prisma, recordset, type Transaction, toKysely } from '../../platform/db/index.js';
import { keyset, loadPage, type Page } from '../../platform/paging/index.js';
import { clean, type ItemOutcome } from '../imports/index.js';
import type { ImportItem, ImportItemListQuery } from './schemas.js';
import { hasLease } from './store.js';

type Lease = { jobId: string; process: string; seconds: number };

const order = {
  name: 'index',
  isDescending: false,
  column: Prisma.sql`i.index`,
  id: Prisma.sql`i.job_id`,
  type: 'int',
} as const;

/** Removes characters that PostgreSQL cannot store, such as NUL and lone surrogates. File names may contain them. */
const removeUnstorableText = <Rows>(rows: Rows): Rows =>
  JSON.parse(JSON.stringify(rows, (_, value) => (typeof value === 'string' ? clean(value) : value)));

/** The columns of an item and their types. Items are inserted in batches. */
const types = {
  index: 'int',
  from: 'text',
  pointer: 'text',
  keySource: 'text',
  keyId: 'text',
  articleId: 'uuid',
  outcome: 'text',
  reason: 'text',
  detail: 'text',
  dropped: 'jsonb',
  changes: 'jsonb',
} as const;
const columns = [
  'index',
  'from',
  'pointer',
  'keySource',
  'keyId',
  'articleId',
  'outcome',
  'reason',
  'detail',
  'dropped',
] as const;

/** Creates the store of the outcomes of all items of an import. */
export function itemStore(database: Database) {
  return {
    /**
     * Stores the outcomes of items, updates the counts of the job and renews its lease.
     *
     * @param last the index of the last item
     * @returns false if this process has lost the lease of the job; then nothing is written
     */
    async saveOutcomes(
      tx: Transaction,
      { jobId, process, seconds }: Lease,
      outcomes: readonly ItemOutcome[],
      last: number,
    ): Promise<boolean> {
      const count = (outcome: ItemOutcome['outcome']) => outcomes.filter((one) => one.outcome === outcome).length;
      const leasedJob = await tx.query
        .updateTable('importJobs')
        .set(({ eb }) => ({
          done: last + 1,
          created: eb('created', '+', count('created')),
          updated: eb('updated', '+', count('updated')),
          unchanged: eb('unchanged', '+', count('unchanged')),
          skipped: eb('skipped', '+', count('skipped')),
          failed: eb('failed', '+', count('failed')),
          attempts: 0,
          leasedUntil: toKysely<Date>(leaseEnd(seconds * 1000)),
        }))
        .where(hasLease(jobId, process))
        .returning('id')
        .executeTakeFirst();
      if (leasedJob === undefined) return false;
      const rows = outcomes.map(({ key, ...item }) => ({
        ...item,
        keySource: key?.source ?? null,
        keyId: key?.id ?? null,
      }));
      await tx.query
        .insertInto('importItems')
        .columns(['jobId', ...columns, 'changes'])
        .expression((query) =>
          query
            .selectFrom(recordset('item', removeUnstorableText(rows), types))
            .select([
              sql<string>`${jobId}::uuid`.as('jobId'),
              ...columns,
              sql`nullif(item.changes, 'null')`.as('changes'),
            ]),
        )
        .execute();
      return true;
    },

    /**
     * Adds what was left out of items to their outcomes, unless they contain it. Writes nothing if this process has lost
     * the lease of the job.
     */
    async addOmissions(
      tx: Transaction,
      { jobId, process }: Omit<Lease, 'seconds'>,
      lateOmissions: readonly { index: number; omissions: ItemOutcome['dropped'] }[],
    ): Promise<void> {
      const rows = lateOmissions.map(({ index, omissions }) => ({ index, dropped: omissions }));
      await tx.query
        .updateTable('importItems as i')
        .from(recordset('item', removeUnstorableText(rows), { index: 'int', dropped: 'jsonb' }))
        .set({ dropped: sql<Prisma.JsonValue>`i.dropped || item.dropped` })
        .where('i.jobId', '=', jobId)
        .whereRef('i.index', '=', sql.ref('item.index'))
        .where(sql<boolean>`NOT i.dropped @> item.dropped`)
        .where((eb) => eb.exists(eb.selectFrom('importJobs').select('id').where(hasLease(jobId, process))))
        .execute();
    },

    async list(jobId: string, query: ImportItemListQuery): Promise<Page<ImportItem>> {
      const keys = keyset('import-items', order, query);
      const rowsQuery = database.query
        .selectFrom('importItems as i')
        .where('i.jobId', '=', jobId)
        .$if(query.outcome !== undefined, (some) => some.where('i.outcome', '=', query.outcome ?? ''))
        .$if(query.dropped !== undefined, (some) =>
          some.where(sql<boolean>`(i.dropped <> '[]')`, '=', query.dropped === 'true'),
        );
      return loadPage(
        rowsQuery.selectAll(),
        keys,
        (row) => ({ key: row.index, id: jobId }),
        ({ jobId: _, keySource, keyId, ...item }) =>
          ({ ...item, key: keySource === null ? null : { source: keySource, id: keyId } }) as ImportItem,
      );
    },
  };
}
