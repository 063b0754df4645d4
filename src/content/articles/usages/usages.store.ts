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

/** The conditions under which the snapshot of a planned revision `r` shows an asset. */
const showsInSchedule = (assetId: string) => ({
  leadImage: Prisma.sql`r.snapshot->'leadImage'->>'asset' = ${assetId}`,
  body: Prisma.sql`strpos(r.snapshot->>'body', ${`<img src="asset:${assetId}"`}) > 0`,
});

/** Selects the ids of the articles that show an asset in the draft copy, the publication or the planned revision. */
function articlesWith(assetId: string): Prisma.Sql {
  const { leadImage, body } = showsInSchedule(assetId);
  return Prisma.sql`
    SELECT d.id FROM articles d WHERE d.lead_asset_id = ${assetId}::uuid
    UNION SELECT d.article_id FROM article_assets d WHERE d.asset_id = ${assetId}::uuid
    UNION SELECT u.article_id FROM publications u WHERE u.lead_asset_id = ${assetId}::uuid
    UNION SELECT u.article_id FROM publication_assets u WHERE u.asset_id = ${assetId}::uuid
    UNION SELECT a.id FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision
      WHERE a.scheduled_for IS NOT NULL AND (${leadImage} OR ${body})`;
}

/** Returns the joins that find out which copies and fields of an article `p` show an asset. */
function copiesWith(assetId: string): Prisma.Sql {
  const { leadImage, body } = showsInSchedule(assetId);
  return Prisma.sql`
    LEFT JOIN publications u ON u.article_id = p.id AND u.lead_asset_id = ${assetId}::uuid
    LEFT JOIN article_assets db ON db.article_id = p.id AND db.asset_id = ${assetId}::uuid
    LEFT JOIN publication_assets ub ON ub.article_id = p.id AND ub.asset_id = ${assetId}::uuid
    LEFT JOIN LATERAL (
      SELECT coalesce(${leadImage}, FALSE) AS lead, coalesce(${body}, FALSE) AS body FROM revisions r
      WHERE p.scheduled_for IS NOT NULL AND r.article_id = p.id AND r.number = p.scheduled_revision
    ) s ON TRUE
    CROSS JOIN LATERAL (
      SELECT p.lead_asset_id IS NOT DISTINCT FROM ${assetId}::uuid AS "draftLead", db.article_id IS NOT NULL AS "draftBody",
        u.article_id IS NOT NULL AS "publicationLead", ub.article_id IS NOT NULL AS "publicationBody"
    ) f`;
}

/** Lists the articles that show an asset and that an actor may read, the newest first, with one statement. */
export async function listUsages(
  database: Session,
  actor: Actor,
  assetId: string,
  query: UsageListQuery,
): Promise<Page<AssetUsage>> {
  const keys = keyset('usages', byCreation, query);
  const isOwn = actor.isLimitedToOwn ? isOwnBy(actor) : Prisma.sql`TRUE`;
  const source = Prisma.sql`articles p WHERE p.id IN (${articlesWith(assetId)}) AND ${isOwn}`;
  const rows = await database.run(
    Prisma.sql`
    SELECT p.id, p.slug, p.headline, p.status,
      array_remove(ARRAY[CASE WHEN f."draftLead" OR f."publicationLead" OR s.lead THEN 'leadImage' END,
        CASE WHEN f."draftBody" OR f."publicationBody" OR s.body THEN 'body' END], NULL) AS fields,
      f."draftLead" OR f."draftBody" AS "inDraft", f."publicationLead" OR f."publicationBody" AS "inPublication",
      coalesce(s.lead OR s.body, FALSE) AS "inSchedule", ${positionOf(byCreation)} AS key
    FROM (
      SELECT p.id, p.slug, p.headline, ${Prisma.raw(shownStatusSql('p'))} AS status, p.created_at, p.lead_asset_id,
        p.scheduled_for, p.scheduled_revision
      FROM ${source} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}
    ) p ${copiesWith(assetId)}
    ORDER BY ${keys.orderBy}`,
    UsageRow,
  );
  const [countRow] =
    query.count === undefined
      ? []
      : await database.run(Prisma.sql`SELECT count(*)::int AS total FROM ${source}`, CountRow);
  return keys.page(
    rows,
    ({ key, id }) => ({ key, id }),
    ({ key: _, ...usage }) => usage,
    countRow?.total,
  );
}

/** The conditions of which at least one is true if an article shows the asset with the id in an SQL expression. */
const usesOf = (id: Prisma.Sql) => [
  Prisma.sql`EXISTS (SELECT FROM articles d WHERE d.lead_asset_id = ${id})`,
  Prisma.sql`EXISTS (SELECT FROM article_assets d WHERE d.asset_id = ${id})`,
  Prisma.sql`EXISTS (SELECT FROM publications u WHERE u.lead_asset_id = ${id})`,
  Prisma.sql`EXISTS (SELECT FROM publication_assets u WHERE u.asset_id = ${id})`,
  Prisma.sql`${id} IN (
    SELECT n.id FROM articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision
    CROSS JOIN LATERAL (SELECT (r.snapshot->'leadImage'->>'asset')::uuid UNION ALL SELECT unnest(public.assets_in_body(r.snapshot->>'body'))) n(id)
    WHERE a.scheduled_for IS NOT NULL AND n.id IS NOT NULL)`,
];

/** What the articles module tells about assets. */
export const assetArticles = {
  /**
   * Returns the condition that the draft copy, the publication or the planned revision of an article shows an asset, or
   * that none does. Without OR, PostgreSQL joins the tables instead of looking up each asset.
   *
   * @param id the SQL expression of the id of the asset
   */
  usageCondition: (id: Prisma.Sql, isUsed: boolean): Prisma.Sql =>
    isUsed
      ? Prisma.sql`(${Prisma.join(usesOf(id), ' OR ')})`
      : Prisma.join(
          usesOf(id).map((use) => Prisma.sql`NOT ${use}`),
          ' AND ',
        ),

  /** Counts the articles that show an asset in the draft copy, the publication or the planned revision. */
  async countUsing(tx: Transaction, assetId: string): Promise<number> {
    const [row] = await tx.run(
      Prisma.sql`SELECT count(*)::int AS total FROM (${articlesWith(assetId)}) shown`,
      CountRow,
    );
    return row?.total ?? 0;
  },
};
