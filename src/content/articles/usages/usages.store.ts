import { z } from 'zod';
import type { Actor } from '../../../platform/auth/index.js';
import { Prisma, type Session, type Transaction } from '../../../platform/db/index.js';
import { keyset, type Order, type Page, positionOf } from '../../../platform/paging/index.js';
import { isOwnBy } from '../drafts/own.store.js';
import { shownStatusSql } from '../review/state.store.js';
import { type AssetUsage, AssetUsageList, type UsageListQuery } from './usages.schemas.js';

const byCreation: Order = {
  name: 'createdAt',
  isDescending: true,
  column: Prisma.sql`p.created_at`,
  id: Prisma.sql`p.id`,
  type: 'timestamptz',
};

const UsageRow = AssetUsageList.shape.data.element.extend({ key: z.string() });
const CountRow = z.object({ total: z.int() });

/** Selects the planned revisions, which are not the draft copies, with the fields that show an asset. */
const scheduledUses = (assetId: string) => Prisma.sql`
  SELECT a.id, u.field FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision
  CROSS JOIN LATERAL (
    SELECT 'leadImage' AS field WHERE r.snapshot->'leadImage'->>'asset' = ${assetId}
    UNION ALL SELECT 'body' WHERE strpos(r.snapshot->>'body', ${`<img src="asset:${assetId}"`}) > 0
  ) u WHERE a.scheduled_for IS NOT NULL`;

/** Selects the articles that show an asset in the draft copy, the publication or the planned revision, with the copy. */
const uses = (assetId: string) => Prisma.sql`
  SELECT d.id, 'leadImage' AS field, 'draft' AS copy FROM articles d WHERE d.lead_asset_id = ${assetId}::uuid
  UNION ALL SELECT d.article_id, 'body', 'draft' FROM article_assets d WHERE d.asset_id = ${assetId}::uuid
  UNION ALL SELECT u.article_id, 'leadImage', 'publication' FROM publications u WHERE u.lead_asset_id = ${assetId}::uuid
  UNION ALL SELECT u.article_id, 'body', 'publication' FROM publication_assets u WHERE u.asset_id = ${assetId}::uuid
  UNION ALL SELECT s.id, s.field, 'schedule' FROM (${scheduledUses(assetId)}) s`;

/** Selects these articles with the fields and the copies that show the asset. */
const articlesByUse = (assetId: string) => Prisma.sql`
  SELECT n.id, array_agg(DISTINCT n.field ORDER BY n.field DESC) AS fields, array_agg(n.copy) AS copies FROM (${uses(assetId)}) n GROUP BY n.id`;

/** Lists the articles that show an asset and that an actor may read, the newest first, with one statement. */
export async function listUsages(
  database: Session,
  actor: Actor,
  assetId: string,
  query: UsageListQuery,
): Promise<Page<AssetUsage>> {
  const keys = keyset('usages', byCreation, query);
  const isListed = actor.isLimitedToOwn ? isOwnBy(actor) : Prisma.sql`TRUE`;
  const source = Prisma.sql`articles p JOIN (${articlesByUse(assetId)}) shown ON shown.id = p.id`;
  const rows = await database.run(
    Prisma.sql`
    SELECT p.id, p.slug, p.headline, ${Prisma.raw(shownStatusSql('p'))} AS status, shown.fields,
      'draft' = ANY (shown.copies) AS "inDraft", 'publication' = ANY (shown.copies) AS "inPublication",
      'schedule' = ANY (shown.copies) AS "inSchedule", ${positionOf(byCreation)} AS key
    FROM ${source} WHERE ${isListed} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`,
    UsageRow,
  );
  const [countRow] =
    query.count === undefined
      ? []
      : await database.run(Prisma.sql`SELECT count(*)::int AS total FROM ${source} WHERE ${isListed}`, CountRow);
  return keys.page(
    rows,
    ({ key, id }) => ({ key, id }),
    ({ key: _, ...usage }) => usage,
    countRow?.total,
  );
}

/** What the articles module tells about assets. */
export const assetArticles = {
  /** Counts the articles that show an asset in the draft copy, the publication or the planned revision. */
  async countUsing(tx: Transaction, assetId: string): Promise<number> {
    const [row] = await tx.run(
      Prisma.sql`SELECT count(*)::int AS total FROM (${articlesByUse(assetId)}) shown`,
      CountRow,
    );
    return row?.total ?? 0;
  },
};
