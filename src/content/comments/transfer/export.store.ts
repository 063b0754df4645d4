import { sql } from 'kysely';
import { Prisma, type Session, toKysely } from '../../../platform/db/index.js';
import type { CommentRow } from '../store.js';
import type { ExportedComment } from './records.js';

/** How many comments one statement reads. */
const batchSize = 500;

/** A comment with its article. The address is returned as it is stored. */
export type ExportRow = Omit<ExportedComment, 'author' | 'createdAt' | 'editedAt' | 'deletedAt'> &
  Pick<CommentRow, 'articleId' | 'authorName' | 'authorUrl' | 'authorEmail' | 'createdAt' | 'editedAt' | 'deletedAt'>;

type Position = { articleId: string; createdAt: Date; id: string };

// The newest article first, and within it the oldest comment first. This is the order of an index, read backwards.
const order = Prisma.sql`article_id DESC, created_at, id`;

const selectBatch = (where: Prisma.Sql) =>
  Prisma.sql`(SELECT * FROM comments WHERE ${where} ORDER BY ${order} LIMIT ${batchSize})`;

/**
 * Selects the next comments after a position: the rest of its article and the following articles. Each part is read in
 * the order of the index.
 */
function rowsAfter(article: string | undefined, position: Position | undefined): Prisma.Sql {
  if (position === undefined)
    return selectBatch(article === undefined ? Prisma.sql`TRUE` : Prisma.sql`article_id = ${article}::uuid`);
  const { articleId, createdAt, id } = position;
  const rest = selectBatch(
    Prisma.sql`article_id = ${articleId}::uuid AND (created_at, id) > (${createdAt}::timestamptz, ${id}::uuid)`,
  );
  return article === undefined
    ? Prisma.sql`(${rest} UNION ALL ${selectBatch(Prisma.sql`article_id < ${articleId}::uuid`)} ORDER BY ${order} LIMIT ${batchSize})`
    : rest;
}

export function commentExportStore(database: Session) {
  return {
    /** Returns the next comments after a position, of one article or of all articles. */
    next: (article: string | undefined, position: Position | undefined): Promise<ExportRow[]> =>
      database.query
        .selectFrom(toKysely<CommentRow>(rowsAfter(article, position)).as('c'))
        .innerJoin('articles as a', 'a.id', 'c.articleId')
        .crossJoinLateral(
          sql`(
            SELECT coalesce(json_agg(json_build_object('source', source, 'id', external_id) ORDER BY source, external_id), '[]') AS ids
            FROM article_external_ids WHERE article_id = a.id
          )`.as('e'),
        )
        .select(['c.id', 'c.articleId', 'c.parentId', 'c.inReplyToId', 'c.depth', 'c.status', 'c.body', 'c.bodyHtml'])
        .select(['c.authorName', 'c.authorUrl', 'c.authorEmail', 'c.source', 'c.sourceId'])
        .select(['c.createdAt', 'c.editedAt', 'c.deletedAt'])
        .select(
          sql<ExportedComment['article']>`
            json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline, 'externalIds', e.ids)`.as('article'),
        )
        .orderBy('c.articleId', 'desc')
        .orderBy('c.createdAt')
        .orderBy('c.id')
        .$narrowType<Pick<ExportedComment, 'status'>>()
        .execute(),
  };
}
