import { sql } from 'kysely';
import { z } from 'zod';
import {
  anyOf,
  noRequest,
  Prisma,
  rfc3339,
  type Session,
  select,
  type Transaction,
  toKysely,
} from '../../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../../platform/paging/index.js';
import { articleColumns, type ColumnOptions } from '../columns.store.js';
import type { ArticleContent } from '../content.js';
import type { ArticleReadRequest } from '../query.schemas.js';
import { matchesRef } from '../store.js';
import { Revision, type RevisionListQuery } from './revisions.schemas.js';
import { revisionCopy, snapshotSql } from './snapshots.store.js';

/** The keys of a snapshot. */
type StoredField = keyof ArticleContent;

type RevisionSummary = Omit<Revision, 'articleId' | 'article' | 'missing'>;

export type ListedRevision = RevisionSummary & { articleId: string; changed: StoredField[] | null };

/** A revision by its number, the published one (`live`) or the newest one (`desk`). */
export type RevisionSelector = number | 'live' | 'desk';

const ReadRevision = Revision.extend({
  /** The numbers of the newest and the published revision of the article. */
  newest: z.int(),
  live: z.int().nullable(),
  /** The stored content. It lacks fields that were added to Broadsheet later. */
  content: z.custom<ArticleContent>((content) => typeof content === 'object').nullable(),
});
export type ReadRevision = z.infer<typeof ReadRevision>;

/** Returns the columns of a revision `r`. `live` is the column with the number of the published revision. */
const revisionColumns = (live: string) =>
  Prisma.raw(`r.article_id AS "articleId", r.number, r.saved_by AS "savedBy", ${rfc3339('r.created_at')} AS "createdAt", r.note,
    r.restored_from AS "restoredFrom", ${rfc3339('r.published_at')} AS "publishedAt", coalesce(r.number = ${live}, false) AS "isLive"`);

const missingReferencesSql = Prisma.raw(`coalesce((SELECT json_agg(o) FROM (
  SELECT 'section' AS field, p.section_id AS id WHERE p.section_id IS NOT NULL AND NOT EXISTS (SELECT FROM sections s WHERE s.id = p.section_id)
  UNION ALL
  SELECT 'people', (n.person->>'personId')::uuid FROM jsonb_array_elements(p.people) AS n (person)
  WHERE NOT EXISTS (SELECT FROM people k WHERE k.id = (n.person->>'personId')::uuid)
  UNION ALL
  SELECT 'leadImage', p.lead_asset_id WHERE p.lead_asset_id IS NOT NULL AND NOT EXISTS (SELECT FROM assets i WHERE i.id = p.lead_asset_id)
  UNION ALL
  SELECT 'body', w.id FROM unnest(p.body_assets) AS w (id) WHERE NOT EXISTS (SELECT FROM assets i WHERE i.id = w.id)
  UNION ALL
  SELECT 'related', w.id FROM unnest(p.related) AS w (id) WHERE NOT EXISTS (SELECT FROM articles r WHERE r.id = w.id)
) o), '[]')`);

const contentFieldNames = Object.keys(Revision.shape.article.shape);

function articleContentSql(options: ColumnOptions): Prisma.Sql {
  return Prisma.sql`(SELECT row_to_json(o) FROM (SELECT ${select(articleColumns(revisionCopy, options), contentFieldNames)},
    p.comments_open AS "commentsOpen",
    coalesce((SELECT json_agg(json_build_object('source', e.pair->>'source', 'id', e.pair->>'externalId') ORDER BY e.place)
      FROM jsonb_array_elements(p.external_ids) WITH ORDINALITY AS e (pair, place)), '[]') AS "externalIds") o)`;
}

const orders = { number: { column: Prisma.sql`r.number`, id: Prisma.sql`r.article_id`, type: 'int' } } as const;

/** Reads and deletes revisions. `deskStore` writes them. */
export function revisionStore(database: Session) {
  const numberOf = (which: RevisionSelector) =>
    which === 'live'
      ? Prisma.sql`a.published_revision`
      : which === 'desk'
        ? Prisma.sql`a.revision`
        : Prisma.sql`${which}::int`;

  return {
    /** Lists revisions of an article with the keys that each changed. A snapshot lacks fields that were added later. */
    async list(ref: string, query: RevisionListQuery): Promise<Page<ListedRevision>> {
      const keys = keyset('revisions', chooseOrder(query.sort, orders), query);
      const rows = await database.query
        .with('r', (page) =>
          page
            .selectFrom('articles as p')
            .innerJoin('revisions as r', 'r.articleId', 'p.id')
            .selectAll('r')
            .select('p.publishedRevision')
            .where(toKysely<boolean>(Prisma.sql`${matchesRef(ref)} AND ${keys.where}`))
            .orderBy(toKysely(keys.orderBy))
            .limit(keys.limit),
        )
        .selectFrom('r')
        .select(['r.articleId', 'r.number', 'r.savedBy', 'r.note', 'r.restoredFrom'])
        .select([
          sql.raw<string>(rfc3339('r.created_at')).as('createdAt'),
          sql.raw<string | null>(rfc3339('r.published_at')).as('publishedAt'),
          sql<boolean>`coalesce(r.number = r.published_revision, false)`.as('isLive'),
          sql<StoredField[] | null>`(
            SELECT ARRAY(
              SELECT key FROM jsonb_each(r.snapshot) n FULL JOIN jsonb_each(b.snapshot) o USING (key)
              WHERE coalesce(n.value, 'null') <> coalesce(o.value, 'null'))
            FROM (SELECT * FROM revisions b WHERE b.article_id = r.article_id AND b.number < r.number ORDER BY b.number DESC LIMIT 1) b
          )`.as('changed'),
        ])
        .orderBy(toKysely(keys.orderBy))
        .execute();
      const countRow =
        query.count === undefined || rows[0] === undefined
          ? undefined
          : await database.query
              .selectFrom('revisions')
              .select(({ fn }) => fn.countAll<string>().as('total'))
              .where('articleId', '=', rows[0].articleId)
              .executeTakeFirstOrThrow();
      return keys.page(
        rows,
        (row) => ({ key: row.number, id: row.articleId }),
        (row) => row,
        countRow && Number(countRow.total),
      );
    },

    /**
     * Reads whole revisions of an article with one statement.
     *
     * @param includeContent whether to return the stored content as well
     * @param mediaUrl the address below which the renditions of assets are
     */
    read(
      ref: string,
      which: readonly RevisionSelector[],
      {
        bodyFormat,
        includeContent,
        mediaUrl,
      }: { bodyFormat: ArticleReadRequest['bodyFormat']; includeContent: boolean; mediaUrl: string },
      tx?: Transaction,
    ): Promise<ReadRevision[]> {
      const statement = Prisma.sql`
        SELECT ${revisionColumns('a.published_revision')}, a.revision AS newest, a.published_revision AS live, ${articleContentSql({ bodyFormat, mediaUrl })} AS article,
          ${missingReferencesSql} AS missing, ${includeContent ? Prisma.sql`r.snapshot` : Prisma.sql`NULL::jsonb`} AS content
        FROM (SELECT * FROM articles p WHERE ${matchesRef(ref)}) a JOIN revisions r ON r.article_id = a.id ${snapshotSql}
        WHERE r.number IN (${Prisma.join(which.map(numberOf))})`;
      return (tx ?? database).run(statement, ReadRevision);
    },

    /** Returns up to `limit` ids of articles after an id, in ascending order. */
    async articlesAfter(id: string | undefined, limit: number): Promise<string[]> {
      const rows = await database.query
        .selectFrom('articles')
        .select('id')
        .$if(id !== undefined, (some) => some.where('id', '>', id ?? ''))
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },

    /**
     * Deletes revisions of these articles that no rule keeps. Revisions that were published, are scheduled or are shown
     * by a preview are always kept.
     *
     * @param newestCount how many of the newest revisions to keep; null disables this rule
     * @param keptSince keep revisions since this time; null disables this rule
     * @returns the number of deleted revisions
     */
    async deleteExpired(
      articleIds: readonly string[],
      newestCount: number | null,
      keptSince: Date | null,
      keepsUnpublished: boolean,
      limit: number,
    ): Promise<number> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('revisions')
          .where(({ refTuple, eb }) =>
            eb(refTuple('articleId', 'number'), 'in', (old) =>
              old
                .selectFrom('revisions as r')
                .innerJoin('articles as a', 'a.id', 'r.articleId')
                .select(['r.articleId', 'r.number'])
                .where('a.id', '=', anyOf(articleIds))
                .where('r.publishedAt', 'is', null)
                .whereRef('r.number', '<', 'a.revision')
                .whereRef('r.number', 'is distinct from', 'a.publishedRevision')
                .whereRef('r.number', 'is distinct from', 'a.scheduledRevision')
                .where('r.number', '<=', (row) => row('a.revision', '-', newestCount ?? 0))
                .$if(keptSince !== null, (some) => some.where('r.createdAt', '<', keptSince as Date))
                .$if(keepsUnpublished, (some) =>
                  some.where((row) =>
                    row.exists(
                      row
                        .selectFrom('revisions as o')
                        .select('o.number')
                        .whereRef('o.articleId', '=', 'r.articleId')
                        .whereRef('o.number', '>', 'r.number')
                        .where('o.publishedAt', 'is not', null),
                    ),
                  ),
                )
                .where((row) =>
                  row.not(
                    row.exists(
                      row
                        .selectFrom('previews as v')
                        .select('v.id')
                        .whereRef('v.articleId', '=', 'r.articleId')
                        .whereRef('v.revision', '=', 'r.number'),
                    ),
                  ),
                )
                .orderBy('r.articleId')
                .orderBy('r.number')
                .limit(limit)
                .forUpdate('r')
                .skipLocked()
                .$asTuple('articleId', 'number'),
            ),
          )
          .returning('number')
          .execute(),
      );
      return rows.length;
    },
  };
}
