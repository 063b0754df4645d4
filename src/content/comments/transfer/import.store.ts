import { sql } from 'kysely';
import { z } from 'zod';
import { anyOf, lockName, Prisma, type Reader, recordset, type Transaction } from '../../../platform/db/index.js';
import { isId } from '../../slugs/index.js';
import type { CommentRecord } from './records.js';

/** The name of a comment in another system. */
export type ExternalName = { source: string; sourceId: string };

/** The place of a comment. `rootId` is null at the top of a thread. */
export type Place = {
  articleId: string;
  parentId: string | null;
  inReplyToId: string | null;
  rootId: string | null;
  depth: number;
};

/** A new row. The address is already encrypted. */
export type ImportRow = Place &
  Pick<CommentRecord, 'status' | 'authorName' | 'authorUrl' | 'body' | 'createdAt' | 'editedAt' | 'deletedAt'> &
  ExternalName & {
    id: string;
    authorEmail: string;
    authorKey: string;
    bodyHtml: string;
    editTokenHash: string;
    reviewedAt: Date | null;
  };

type Decision = { id: string; commentId: string; status: string; reason: string };

export const nameKey = ({ source, sourceId }: ExternalName): string => JSON.stringify([source, sourceId]);

/** The queries of `importRecords`. */
export const commentImportStore = {
  /** Lets only one import batch run at a time, so that lookups stay valid until the batch is written. */
  lockImport: (tx: Transaction) => lockName(tx, 'comments: import'),

  /**
   * Returns the ids of articles in any state, each found by the first of its names that is known. The articles cannot
   * be deleted before the end of the transaction.
   */
  async findArticleIds(
    tx: Transaction,
    articleRefs: readonly CommentRecord['article'][],
  ): Promise<(string | undefined)[]> {
    const keys = articleRefs.map((article) => JSON.stringify(article));
    const places = new Map([...new Set(keys)].map((key, place) => [key, place]));
    const distinct = new Map(articleRefs.map((article, index) => [keys[index], article]));
    const names = [...distinct].flatMap(([key, { ids, externalIds, slugs }]) =>
      [
        ...ids.filter(isId).map((id) => ({ id })),
        ...externalIds.map(({ source, id }) => ({ source, external: id })),
        ...slugs.map((slug) => ({ slug })),
      ].map((name, rank) => ({ place: places.get(key ?? ''), rank, ...name })),
    );
    const articleRows = await tx.run(
      Prisma.sql`
      WITH names AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(names)}::jsonb)
          AS n (place int, rank int, id uuid, source text, external text, slug text)
      ), found AS (
        SELECT n.place, n.rank, a.id FROM names n JOIN articles a ON a.id = n.id
        UNION ALL
        SELECT n.place, n.rank, e.article_id FROM names n
          JOIN article_external_ids e ON e.source = n.source AND e.external_id = n.external
        UNION ALL
        SELECT n.place, n.rank, s.article_id FROM names n JOIN article_slugs s ON s.slug = n.slug
      ), firsts AS (
        SELECT DISTINCT ON (place) place, id FROM found ORDER BY place, rank
      )
      SELECT f.place, a.id FROM firsts f JOIN articles a ON a.id = f.id ORDER BY a.id FOR KEY SHARE OF a`,
      z.object({ place: z.int(), id: z.string() }),
    );
    const ids = new Map(articleRows.map(({ place, id }) => [place, id]));
    return keys.map((key) => ids.get(places.get(key) ?? -1));
  },

  /**
   * Returns the ids of comments by `nameKey`. A comment that was exported from this system is found by its original id.
   */
  async findIdsByName({ query }: Reader, names: readonly ExternalName[]): Promise<Map<string, string>> {
    const lookups = names.map((name) => ({ ...name, id: isId(name.sourceId) ? name.sourceId : null }));
    const rows = await query
      .with('names', (some) =>
        some.selectFrom(recordset('n', lookups, { source: 'text', sourceId: 'text', id: 'uuid' })).selectAll(),
      )
      .selectFrom('names as n')
      .innerJoin('comments as c', 'c.id', 'n.id')
      .select(['n.source', 'n.sourceId', 'c.id'])
      .unionAll((others) =>
        others
          .selectFrom('names as n')
          .innerJoin('comments as c', (join) =>
            join.onRef('c.source', '=', 'n.source').onRef('c.sourceId', '=', 'n.sourceId'),
          )
          .select(['n.source', 'n.sourceId', 'c.id']),
      )
      .execute();
    return new Map(rows.map(({ id, ...name }) => [nameKey(name), id]));
  },

  async findPlaces({ query }: Reader, ids: readonly string[]): Promise<Map<string, Place & { id: string }>> {
    const rows = await query
      .selectFrom('comments')
      .select(['id', 'articleId', 'parentId', 'inReplyToId', 'rootId', 'depth'])
      .where('id', '=', anyOf(ids))
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  },

  async create(tx: Transaction, rows: readonly ImportRow[]): Promise<void> {
    await tx.change(Prisma.sql`
      INSERT INTO comments (id, article_id, parent_id, in_reply_to_id, root_id, depth, status, author_name, author_url, author_email,
        author_key, body, body_html, edit_token_hash, source, source_id, created_at, updated_at, edited_at, deleted_at, reviewed_at)
      SELECT id, "articleId", "parentId", "inReplyToId", "rootId", depth, status, "authorName", "authorUrl", "authorEmail",
        "authorKey", body, "bodyHtml", "editTokenHash", source, "sourceId", "createdAt", "createdAt", "editedAt", "deletedAt", "reviewedAt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, "articleId" uuid, "parentId" uuid, "inReplyToId" uuid,
        "rootId" uuid, depth int, status text, "authorName" text, "authorUrl" text, "authorEmail" text, "authorKey" text, body text,
        "bodyHtml" text, "editTokenHash" text, source text, "sourceId" text, "createdAt" timestamptz, "editedAt" timestamptz,
        "deletedAt" timestamptz, "reviewedAt" timestamptz)`);
  },

  /** Records in the history of each comment that the other system decided its status. */
  async insertDecisions(tx: Transaction, decisions: readonly Decision[], decidedBy: string): Promise<void> {
    await tx.query
      .insertInto('commentDecisions')
      .columns(['id', 'commentId', 'status', 'phase', 'reason', 'decidedBy'])
      .expression((query) =>
        query
          .selectFrom(recordset('d', decisions, { id: 'uuid', commentId: 'uuid', status: 'text', reason: 'text' }))
          .select([
            'd.id',
            'd.commentId',
            'd.status',
            sql<string>`'import'`.as('phase'),
            'd.reason',
            sql<string>`${decidedBy}::text`.as('decidedBy'),
          ]),
      )
      .execute();
  },
};
