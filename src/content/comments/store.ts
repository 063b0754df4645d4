import { type Database, Prisma, type Transaction } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Order, type Page, type PageQuery } from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import { type ArticleCommentsQuery, type Comment, type CommentListQuery, REPLIES_INCLUDED } from './schemas.js';

export type CommentRow = Prisma.CommentGetPayload<object>;

type Replies = { replies?: NonNullable<Comment['replies']> };

/** What the view of public comments shows. */
export type PublicRow = Omit<CommentRow, 'status' | 'authorEmail' | 'body' | 'editTokenHash'> & Replies;

export type ModeratorRow = Omit<CommentRow, 'editTokenHash'> &
  Replies & { article?: { id: string; slug: string; headline: string } };

const id = Prisma.sql`c.id`;
const orders = {
  createdAt: { column: Prisma.sql`c.created_at`, id, type: 'timestamptz' },
  updatedAt: { column: Prisma.sql`c.updated_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'descending'>>;

const publicColumns = Prisma.sql`c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.depth, c.author_name AS "authorName",
  c.author_url AS "authorUrl", c.body_html AS "bodyHtml", c.reply_count AS "replyCount", c.version,
  c.created_at AS "createdAt", c.updated_at AS "updatedAt", c.edited_at AS "editedAt"`;

/** Where comments are read from: the public only ever reads the view. */
const newsstand = { table: Prisma.sql`public_comments`, columns: publicColumns };
const desk = {
  table: Prisma.sql`comments`,
  columns: Prisma.sql`${publicColumns}, c.status, c.author_email AS "authorEmail", c.body`,
};

const replies = Prisma.sql`, (
  SELECT coalesce(json_agg(json_build_object(
    'id', r.id, 'articleId', r.article_id, 'parentId', r.parent_id, 'depth', r.depth,
    'author', json_build_object('name', r.author_name, 'url', r.author_url), 'bodyHtml', r.body_html,
    'createdAt', rfc3339(r.created_at), 'editedAt', rfc3339(r.edited_at), 'replyCount', r.reply_count
  ) ORDER BY r.created_at, r.id), '[]')
  FROM (
    SELECT * FROM public_comments WHERE parent_id = c.id ORDER BY created_at, id LIMIT ${REPLIES_INCLUDED}
  ) r
) AS replies`;

const article = Prisma.sql`, (
  SELECT json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline) FROM articles a WHERE a.id = c.article_id
) AS article`;

/** The id of a live article, by its id, its slug or one under which it was published before. */
const liveArticle = (ref: string) =>
  isId(ref)
    ? Prisma.sql`${ref}::uuid`
    : Prisma.sql`coalesce(
        (SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;

const deskArticle = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

function below(parent: ArticleCommentsQuery['parent']): Prisma.Sql[] {
  if (parent === undefined) return [];
  return [parent === 'none' ? Prisma.sql`c.parent_id IS NULL` : Prisma.sql`c.parent_id = ${parent}::uuid`];
}

function withStatus(status: string[] | undefined): Prisma.Sql[] {
  if (status === undefined) return [];
  const [only, ...others] = status;
  // A single value keeps the order of the index; a list of one does not.
  return [others.length === 0 ? Prisma.sql`c.status = ${only}` : Prisma.sql`c.status = ANY (${status})`];
}

function conditions(query: CommentListQuery): Prisma.Sql[] {
  const { article: ref, ids, 'createdAt[gte]': from, 'createdAt[lt]': to } = query;
  return [
    ...withStatus(query.status),
    ...(ref === undefined ? [] : [Prisma.sql`c.article_id = ${deskArticle(ref)}`]),
    ...(ids === undefined ? [] : [Prisma.sql`c.id = ANY (${ids}::uuid[])`]),
    ...(from === undefined ? [] : [Prisma.sql`c.created_at >= ${from}`]),
    ...(to === undefined ? [] : [Prisma.sql`c.created_at < ${to}`]),
  ];
}

export function commentStore(database: Database) {
  type Source = { list: string; table: Prisma.Sql; columns: Prisma.Sql; where: Prisma.Sql[]; added: Prisma.Sql };

  async function page<Row extends PublicRow>(source: Source, query: PageQuery & { sort: string }): Promise<Page<Row>> {
    const order = chooseOrder(query.sort, orders);
    const keys = keyset(source.list, order, query);
    const where = Prisma.join([Prisma.sql`TRUE`, ...source.where], ' AND ');
    // The page is cut before anything is added to its rows.
    const rows = await database.read<Row>(Prisma.sql`
      SELECT ${source.columns}${source.added}
      FROM (SELECT c.* FROM ${source.table} c WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}) c
      ORDER BY ${keys.orderBy}`);
    const total =
      query.count === undefined
        ? undefined
        : (
            await database.read<{ n: number }>(
              Prisma.sql`SELECT count(*)::int AS n FROM ${source.table} c WHERE ${where}`,
            )
          )[0]?.n;
    const key = order.name as keyof typeof orders;
    return keys.page(
      rows,
      (row) => ({ key: row[key].toISOString(), id: row.id }),
      (row) => row,
      total,
    );
  }

  const withReplies = ({ include }: ArticleCommentsQuery) => (include?.includes('replies') ? replies : Prisma.empty);

  return {
    /** Public comments of a live article; none when there is no such article. */
    listPublic: (ref: string, query: ArticleCommentsQuery): Promise<Page<PublicRow>> =>
      page<PublicRow>(
        {
          ...newsstand,
          list: 'article-comments',
          where: [Prisma.sql`c.article_id = ${liveArticle(ref)}`, ...below(query.parent)],
          added: withReplies(query),
        },
        query,
      ),

    /** Comments of any status on an article; none when there is no such article. */
    listOn: (ref: string, query: ArticleCommentsQuery): Promise<Page<ModeratorRow>> =>
      page<ModeratorRow>(
        {
          ...desk,
          list: 'article-comments',
          where: [Prisma.sql`c.article_id = ${deskArticle(ref)}`, ...below(query.parent), ...withStatus(query.status)],
          added: withReplies(query),
        },
        query,
      ),

    listAll: (query: CommentListQuery): Promise<Page<ModeratorRow>> =>
      page<ModeratorRow>(
        {
          ...desk,
          list: 'comments',
          where: conditions(query),
          added: query.include?.includes('article') ? article : Prisma.empty,
        },
        query,
      ),

    async findPublic(commentId: string): Promise<PublicRow | null> {
      const rows = await database.read<PublicRow>(
        Prisma.sql`SELECT ${newsstand.columns} FROM ${newsstand.table} c WHERE c.id = ${commentId}::uuid`,
      );
      return rows[0] ?? null;
    },

    find: (tx: Transaction, commentId: string): Promise<CommentRow | null> =>
      tx.comment.findUnique({ where: { id: commentId } }),

    /** An approved comment on this article, for a reply to it. */
    findApproved: (tx: Transaction, articleId: string, commentId: string) =>
      tx.comment.findFirst({
        where: { id: commentId, articleId, status: 'approved' },
        select: { id: true, parentId: true, depth: true },
      }),

    /** Reads a comment and makes other changes of it wait for the end of this transaction. */
    async lock(tx: Transaction, commentId: string): Promise<CommentRow | null> {
      await tx.$queryRaw`SELECT id FROM comments WHERE id = ${commentId}::uuid FOR UPDATE`;
      return tx.comment.findUnique({ where: { id: commentId } });
    },

    create: (tx: Transaction, data: Prisma.CommentUncheckedCreateInput): Promise<CommentRow> =>
      tx.comment.create({ data }),

    async createMany(tx: Transaction, data: Prisma.CommentCreateManyInput[]): Promise<void> {
      await tx.comment.createMany({ data });
    },

    update: (tx: Transaction, commentId: string, data: Prisma.CommentUncheckedUpdateInput): Promise<CommentRow> =>
      tx.comment.update({ where: { id: commentId }, data }),

    remove: (tx: Transaction, commentId: string) => tx.comment.delete({ where: { id: commentId } }),

    countReplies: (tx: Transaction, parentId: string): Promise<number> => tx.comment.count({ where: { parentId } }),

    /** Adds to the approved replies of a comment. Its version stays: nobody has edited it. */
    async addReplies(tx: Transaction, parentId: string, change: number): Promise<void> {
      await tx.$executeRaw`UPDATE comments SET reply_count = reply_count + ${change}::int WHERE id = ${parentId}::uuid`;
    },

    /** Adds to the approved comments of articles. */
    async addApproved(tx: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
      // In the order of the ids, so that two who change the same articles wait for each other only one way.
      const sorted = [...changes].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [articleId, change] of sorted) {
        await tx.$executeRaw`
          INSERT INTO comment_counts AS counts (article_id, approved) VALUES (${articleId}::uuid, greatest(${change}::int, 0))
          ON CONFLICT (article_id) DO UPDATE SET approved = counts.approved + ${change}::int`;
      }
    },
  };
}

export type CommentStore = ReturnType<typeof commentStore>;
