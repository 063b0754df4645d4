import { leaseEnd } from '../../platform/background/index.js';
import { type Database, Prisma, type Transaction } from '../../platform/db/index.js';
import { keyset, type Page } from '../../platform/http/index.js';
import { clean, type ItemOutcome } from '../imports/index.js';
import type { ImportItem, ImportItemListQuery } from './schemas.js';

type Lease = { jobId: string; process: string; seconds: number };

const order = {
  name: 'index',
  descending: false,
  column: Prisma.sql`i.index`,
  id: Prisma.sql`i.job_id`,
  type: 'int',
} as const;

/** Names of files and what else a source says of its items may hold what PostgreSQL refuses: a NUL, half a surrogate pair. */
const storable = (_: string, value: unknown): unknown => (typeof value === 'string' ? clean(value) : value);

/** What became of each item of a file. */
export function itemStore(database: Database) {
  return {
    /**
     * Writes what became of items, the last of which stands at `last`, and counts it.
     *
     * @returns false, and nothing is written, when this process does not have the job any more
     */
    async keep(
      tx: Transaction,
      { jobId, process, seconds }: Lease,
      outcomes: readonly ItemOutcome[],
      last: number,
    ): Promise<boolean> {
      const count = (outcome: ItemOutcome['outcome']) => outcomes.filter((one) => one.outcome === outcome).length;
      const held = await tx.change(Prisma.sql`
        UPDATE import_jobs SET done = ${last + 1}::int, created = created + ${count('created')}::int, updated = updated + ${count('updated')}::int,
          unchanged = unchanged + ${count('unchanged')}::int, skipped = skipped + ${count('skipped')}::int, failed = failed + ${count('failed')}::int,
          attempts = 0, leased_until = ${leaseEnd(seconds * 1000)}
        WHERE id = ${jobId}::uuid AND leased_by = ${process}::uuid AND status = 'running'`);
      if (held !== 1) return false;
      const rows = outcomes.map(({ key, articleId, dropped, changes, ...item }) => ({
        ...item,
        key_source: key?.source ?? null,
        key_id: key?.id ?? null,
        article_id: articleId,
        dropped,
        changes,
      }));
      await tx.change(Prisma.sql`
        INSERT INTO import_items (job_id, index, "from", pointer, key_source, key_id, article_id, outcome, reason, detail, dropped, changes)
        SELECT ${jobId}::uuid, index, "from", pointer, key_source, key_id, article_id, outcome, reason, detail, dropped, nullif(changes, 'null')
        FROM jsonb_to_recordset(${JSON.stringify(rows, storable)}::jsonb) AS item (index int, "from" text, pointer text, key_source text, key_id text,
          article_id uuid, outcome text, reason text, detail text, dropped jsonb, changes jsonb)`);
      return true;
    },

    async list(jobId: string, query: ImportItemListQuery): Promise<Page<ImportItem>> {
      const keys = keyset('import-items', order, query);
      const wanted = query.outcome === undefined ? Prisma.sql`TRUE` : Prisma.sql`i.outcome = ${query.outcome}`;
      const rows = await database.run<ImportItem>(Prisma.sql`
        SELECT i.index, i."from", i.pointer, i.article_id AS "articleId", i.outcome, i.reason, i.detail, i.dropped, i.changes,
          CASE WHEN i.key_source IS NULL THEN NULL ELSE json_build_object('source', i.key_source, 'id', i.key_id) END AS key
        FROM import_items i WHERE i.job_id = ${jobId}::uuid AND ${wanted} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const total =
        query.count === undefined
          ? undefined
          : (
              await database.run<{ n: number }>(
                Prisma.sql`SELECT count(*)::int AS n FROM import_items i WHERE i.job_id = ${jobId}::uuid AND ${wanted}`,
              )
            )[0]?.n;
      return keys.page(
        rows,
        (row) => ({ key: row.index, id: jobId }),
        (row) => row,
        total,
      );
    },
  };
}
