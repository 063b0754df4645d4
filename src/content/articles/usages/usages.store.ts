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

/** Selects the ids of articles whose planned revision, which is not the draft copy, shows an asset. */
const scheduledIds = (assetId: string) => Prisma.sql`
  SELECT a.id FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision
  WHERE a.scheduled_for IS NOT NULL AND r.snapshot->'leadImage'->>'asset' = ${assetId}`;

/** Selects the ids of articles that show an asset in the draft copy, the publication or the planned revision. */
const articleIds = (assetId: string) => Prisma.sql`
  SELECT d.id FROM articles d WHERE d.lead_asset_id = ${assetId}::uuid
  UNION SELECT u.article_id FROM publications u WHERE u.lead_asset_id = ${assetId}::uuid
  UNION ${scheduledIds(assetId)}`;

/** Lists the articles that show an asset and that an actor may read, the newest first, with one statement. */
export async function listUsages(
  database: Session,
  actor: Actor,
  assetId: string,
  query: UsageListQuery,
): Promise<Page<AssetUsage>> {
  const keys = keyset('usages', byCreation, query);
  const isListed = actor.isLimitedToOwn ? isOwnBy(actor) : Prisma.sql`TRUE`;
  const where = Prisma.sql`p.id IN (${articleIds(assetId)}) AND ${isListed}`;
  const rows = await database.run(
    Prisma.sql`
    SELECT p.id, p.slug, p.headline, ${Prisma.raw(shownStatusSql('p'))} AS status, 'leadImage' AS field,
      p.lead_asset_id IS NOT DISTINCT FROM ${assetId}::uuid AS "inDraft",
      EXISTS (SELECT FROM publications u WHERE u.article_id = p.id AND u.lead_asset_id = ${assetId}::uuid) AS "inPublication",
      p.id IN (${scheduledIds(assetId)}) AS "inSchedule", ${positionOf(byCreation)} AS key
    FROM articles p WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`,
    UsageRow,
  );
  const [countRow] =
    query.count === undefined
      ? []
      : await database.run(Prisma.sql`SELECT count(*)::int AS total FROM articles p WHERE ${where}`, CountRow);
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
    const [row] = await tx.run(Prisma.sql`SELECT count(*)::int AS total FROM (${articleIds(assetId)}) shown`, CountRow);
    return row?.total ?? 0;
  },
};
