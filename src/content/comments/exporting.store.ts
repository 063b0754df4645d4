import { Prisma, type Session } from '../../platform/db/index.js';
import type { ExportedComment } from './records.js';

/** Comments that are read at once. */
const batch = 500;

/** A comment with its article; the address is as it is stored. */
export type DepartingRow = Pick<
  ExportedComment,
  'id' | 'article' | 'parentId' | 'inReplyToId' | 'depth' | 'status' | 'body' | 'bodyHtml' | 'source' | 'sourceId'
> & {
  articleId: string;
  authorName: string;
  authorUrl: string | null;
  authorEmail: string;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
};

type Position = { articleId: string; createdAt: Date; id: string };

// The newest article first and the oldest comment first: the order of an index, read backwards.
const order = Prisma.sql`article_id DESC, created_at, id`;
const columns = Prisma.sql`
  c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.in_reply_to_id AS "inReplyToId", c.depth, c.status,
  c.author_name AS "authorName", c.author_url AS "authorUrl", c.author_email AS "authorEmail", c.body, c.body_html AS "bodyHtml",
  c.created_at AS "createdAt", c.edited_at AS "editedAt", c.deleted_at AS "deletedAt", c.source, c.source_id AS "sourceId",
  json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline, 'externalIds', e.ids) AS article`;

const some = (where: Prisma.Sql) =>
  Prisma.sql`(SELECT * FROM comments WHERE ${where} ORDER BY ${order} LIMIT ${batch})`;

/** What comes after a position: the rest of its article, and the articles behind it, each in the order of the index. */
function rowsAfter(article: string | undefined, position: Position | undefined): Prisma.Sql {
  if (position === undefined)
    return some(article === undefined ? Prisma.sql`TRUE` : Prisma.sql`article_id = ${article}::uuid`);
  const { articleId, createdAt, id } = position;
  const rest = some(
    Prisma.sql`article_id = ${articleId}::uuid AND (created_at, id) > (${createdAt}::timestamptz, ${id}::uuid)`,
  );
  return article === undefined
    ? Prisma.sql`(${rest} UNION ALL ${some(Prisma.sql`article_id < ${articleId}::uuid`)} ORDER BY ${order} LIMIT ${batch})`
    : rest;
}

export function departureStore(database: Session) {
  return {
    /** The next comments after a position, of one article or of all. */
    next: (article: string | undefined, position: Position | undefined): Promise<DepartingRow[]> =>
      database.run<DepartingRow>(Prisma.sql`
        SELECT ${columns}
        FROM ${rowsAfter(article, position)} c
        JOIN articles a ON a.id = c.article_id
        CROSS JOIN LATERAL (
          SELECT coalesce(json_agg(json_build_object('source', source, 'id', external_id) ORDER BY source, external_id), '[]') AS ids
          FROM article_external_ids WHERE article_id = a.id
        ) e
        ORDER BY c.article_id DESC, c.created_at, c.id`),
  };
}
