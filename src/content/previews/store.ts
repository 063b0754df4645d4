import type { Selectable } from 'kysely';
import { z } from 'zod';
import {
  type Database,
  jsonObject,
  jsonText,
  noRequest,
  Prisma,
  rfc3339,
  type Tables,
  type Transaction,
  toKysely,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import { previewColumns, previewSnapshotSql } from '../articles/index.js';
import { isId } from '../slugs/index.js';
import type { PreviewableArticle } from './rules.js';
import type { Preview, PreviewListQuery, PreviewQuery } from './schemas.js';

/** Who created a link, and for which article. Both ids are null for a creator who is not stored, such as ADMIN_TOKEN. */
type LinkCreator = { articleId: string; userId: string | null; tokenId: string | null; byPublisher: boolean };

type NewRow = {
  id: string;
  hash: string;
  articleId: string;
  revision: number;
  name: string | null;
  createdBy: string;
  creatorUserId: string | null;
  creatorTokenId: string | null;
  byPublisher: boolean;
  createdAt: Date;
  expiresAt: Date;
};

const toPreview = ({
  id,
  articleId,
  revision,
  name,
  createdBy,
  openedCount,
  ...times
}: Selectable<Tables['previews']>): Preview => ({
  id,
  articleId,
  revision,
  name,
  createdBy,
  createdAt: times.createdAt.toISOString(),
  expiresAt: times.expiresAt.toISOString(),
  openedCount,
  lastOpenedAt: times.lastOpenedAt?.toISOString() ?? null,
});

const orders = { createdAt: { column: Prisma.sql`v.created_at`, id: Prisma.sql`v.id`, type: 'timestamptz' } } as const;

const articleOf = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

const previewSql = jsonObject(`SELECT v.revision, ${rfc3339('v.expires_at')} AS "expiresAt"`);

/**
 * The condition under which a link shows its article: the article is neither killed nor in the trash, and is not under
 * embargo, unless somebody with the right to publish created the link.
 */
const isVisibleSql = (byPublisher: boolean) => Prisma.sql`a.status NOT IN ('trashed', 'killed')
  AND (${byPublisher}::boolean OR a.embargoed_until IS NULL OR a.embargoed_until <= now())`;

/** Stores links by the hashes of their tokens. */
export function previewStore(database: Database, mediaUrl: string) {
  return {
    async list(ref: string, query: PreviewListQuery): Promise<Page<Preview>> {
      const keys = keyset('previews', chooseOrder(query.sort, orders), query);
      const rowsQuery = database.query
        .selectFrom('previews as v')
        .where('v.articleId', '=', toKysely<string>(articleOf(ref)));
      return loadPage(rowsQuery.selectAll(), keys, positionByCreation, toPreview);
    },

    /**
     * Finds the article for a new link with the number of a revision: the requested one, or else the newest. `revision`
     * is null if the requested one does not exist.
     */
    async findPreviewable(
      tx: Transaction,
      ref: string,
      revision: number | undefined,
    ): Promise<(PreviewableArticle & { id: string; revision: number | null }) | undefined> {
      tx.beforeLock(`article ${ref}`);
      return tx.query
        .selectFrom('articles as a')
        .leftJoin('revisions as r', (join) =>
          join
            .onRef('r.articleId', '=', 'a.id')
            .on((eb) => eb('r.number', '=', revision === undefined ? eb.ref('a.revision') : eb.val(revision))),
        )
        .select(['a.id', 'a.status', 'a.embargoedUntil', 'r.number as revision'])
        .where('a.id', '=', toKysely<string>(articleOf(ref)))
        .forShare('a')
        .executeTakeFirst();
    },

    create: (tx: Transaction, row: NewRow) => tx.query.insertInto('previews').values(row).execute(),

    /** Deletes a link by its id or its token. @returns the link, if it existed */
    async remove(tx: Transaction, { ref, hash }: { ref: string; hash: string }): Promise<Preview | undefined> {
      const row = await tx.query
        .deleteFrom('previews')
        .where((eb) => (isId(ref) ? eb('id', '=', ref) : eb('hash', '=', hash)))
        .returningAll()
        .executeTakeFirst();
      return row && toPreview(row);
    },

    /** Finds who created a link that has not expired. */
    findCreator: (hash: string, now: Date): Promise<LinkCreator | undefined> =>
      database.query
        .selectFrom('previews')
        .select(['articleId', 'creatorUserId as userId', 'creatorTokenId as tokenId', 'byPublisher'])
        .where('hash', '=', hash)
        .where('expiresAt', '>', now)
        .executeTakeFirst(),

    /**
     * Returns the JSON that a valid link shows, and counts the opening in the same statement.
     *
     * @param byPublisher whether the link shows an article that is under embargo
     */
    async open(
      hash: string,
      now: Date,
      byPublisher: boolean,
      { include = [], bodyFormat }: PreviewQuery,
    ): Promise<string | undefined> {
      const columns = { ...previewColumns({ include, bodyFormat, mediaUrl }), preview: Prisma.raw(previewSql) };
      const [row] = await database.write(noRequest, ({ run }) =>
        run(
          Prisma.sql`
        WITH v AS (
          UPDATE previews v SET opened_count = v.opened_count + 1, last_opened_at = ${now}
          FROM articles a WHERE v.hash = ${hash} AND v.expires_at > ${now} AND a.id = v.article_id AND ${isVisibleSql(byPublisher)}
          RETURNING v.*
        )
        SELECT ${jsonText(columns)} AS json
        FROM v JOIN articles a ON a.id = v.article_id JOIN revisions r ON r.article_id = v.article_id AND r.number = v.revision
        ${previewSnapshotSql}`,
          z.object({ json: z.string() }),
        ),
      );
      return row?.json;
    },

    /** Deletes old expired links. @returns how many were deleted */
    async deleteBefore(before: Date, limit: number): Promise<number> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('previews')
          .where('id', 'in', (eb) =>
            eb
              .selectFrom('previews')
              .select('id')
              .where('expiresAt', '<', before)
              .orderBy('expiresAt')
              .limit(limit)
              .forUpdate()
              .skipLocked(),
          )
          .returning('id')
          .execute(),
      );
      return rows.length;
    },
  };
}
