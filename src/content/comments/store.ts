import { v7 as uuid } from 'uuid';
import {
  columnsOf,
  composedFor,
  type Database,
  type FinishedRow,
  itemStatement,
  jsonArray,
  jsonObject,
  jsonText,
  Prisma,
  pageStatement,
  readItem,
  rfc3339,
  type Transaction,
} from '../../platform/db/index.js';
import {
  chooseOrder,
  type FinishedPage,
  finishPage,
  keyset,
  type Order,
  type Page,
  type PageQuery,
} from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';

import {
  type ArticleCommentsQuery,
  type Comment,
  type CommentListQuery,
  REPLIES_INCLUDED,
  type Status,
} from './schemas.js';

export type CommentRow = Prisma.CommentGetPayload<object>;

type Replies = { replies?: NonNullable<Comment['replies']> };

/** What the view of public comments shows. */
export type PublicRow = Omit<
  CommentRow,
  'status' | 'authorEmail' | 'authorKey' | 'fingerprint' | 'body' | 'editTokenHash'
> &
  Replies;

export type ModeratorRow = Omit<CommentRow, 'editTokenHash' | 'authorKey' | 'fingerprint'> &
  Replies & { article?: { id: string; slug: string; headline: string } };

const id = Prisma.sql`c.id`;
const orders = {
  createdAt: { column: Prisma.sql`c.created_at`, id, type: 'timestamptz' },
  updatedAt: { column: Prisma.sql`c.updated_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'descending'>>;

const publicColumns = Prisma.sql`c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.depth, c.author_name AS "authorName",
  c.author_url AS "authorUrl", c.body_html AS "bodyHtml", c.reply_count AS "replyCount", c.version,
  c.created_at AS "createdAt", c.updated_at AS "updatedAt", c.edited_at AS "editedAt", c.in_reply_to_id AS "inReplyToId",
  c.deleted_at AS "deletedAt"`;

/** The properties of a comment as the public sees it. */
const properties = (c: string) => ({
  id: `${c}.id`,
  articleId: `${c}.article_id`,
  parentId: `${c}.parent_id`,
  inReplyToId: `coalesce(${c}.in_reply_to_id, ${c}.parent_id)`,
  depth: `${c}.depth`,
  author: jsonObject(`SELECT ${c}.author_name AS name, ${c}.author_url AS url`),
  bodyHtml: `${c}.body_html`,
  createdAt: rfc3339(`${c}.created_at`),
  editedAt: rfc3339(`${c}.edited_at`),
  deletedAt: rfc3339(`${c}.deleted_at`),
  replyCount: `${c}.reply_count`,
});

const replies = jsonArray(`
  SELECT ${Object.entries(properties('r'))
    .map(([name, expression]) => `${expression} AS "${name}"`)
    .join(', ')}
  FROM (SELECT * FROM public_comments WHERE parent_id = c.id ORDER BY created_at, id LIMIT ${REPLIES_INCLUDED}) r
  ORDER BY r.created_at, r.id`);

const comment = columnsOf(properties('c'));
const commentWithReplies = columnsOf({ ...properties('c'), replies });

/** Where moderators read; the public only ever reads the view of public comments. */
const desk = {
  table: Prisma.sql`comments`,
  columns: Prisma.sql`${publicColumns}, c.status, c.author_email AS "authorEmail", c.body`,
};

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

function withStatus(status: readonly Status[] | undefined): Prisma.Sql[] {
  if (status === undefined) return [];
  const [only, ...others] = status;
  // A single value keeps the order of the index, a list of one does not; written out, it finds the index of that status.
  return [others.length === 0 ? Prisma.raw(`c.status = '${only}'`) : Prisma.sql`c.status = ANY (${status})`];
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

const publicStatement = composedFor(({ ref, query }: { ref: string; query: ArticleCommentsQuery }) => {
  const keys = keyset('article-comments', chooseOrder(query.sort, orders), query);
  const where = Prisma.join([Prisma.sql`c.article_id = ${liveArticle(ref)}`, ...below(query.parent)], ' AND ');
  const columns = query.include?.includes('replies') ? commentWithReplies : comment;
  const statement = pageStatement({
    rows: Prisma.sql`SELECT c.*, ${Prisma.raw(rfc3339('c.created_at'))} AS key FROM public_comments c
      WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(columns, query.fields)} FROM (SELECT p.*) c)`,
    depends: Prisma.sql`ARRAY[p.article_id]`,
    limit: query.limit,
    backwards: keys.backwards,
  });
  return { statement, where, keys };
});

export function commentStore(database: Database) {
  type Source = { list: string; where: Prisma.Sql[]; added: Prisma.Sql };

  async function liveId(ref: string): Promise<string | undefined> {
    const [row] = await database.read<{ id: string }>(
      Prisma.sql`SELECT article_id AS id FROM publications WHERE article_id = ${liveArticle(ref)}`,
    );
    return row?.id;
  }

  async function count(query: PageQuery, table: Prisma.Sql, where: Prisma.Sql): Promise<number | undefined> {
    if (query.count === undefined) return undefined;
    return (await database.read<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM ${table} c WHERE ${where}`))[0]
      ?.n;
  }

  async function page(source: Source, query: PageQuery & { sort: string }): Promise<Page<ModeratorRow>> {
    const order = chooseOrder(query.sort, orders);
    const keys = keyset(source.list, order, query);
    const where = Prisma.join([Prisma.sql`TRUE`, ...source.where], ' AND ');
    // The page is cut before anything is added to its rows.
    const rows = await database.read<ModeratorRow>(Prisma.sql`
      SELECT ${desk.columns}${source.added}
      FROM (SELECT c.* FROM comments c WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}) c
      ORDER BY ${keys.orderBy}`);
    const total = await count(query, desk.table, where);
    const key = order.name as keyof typeof orders;
    return keys.page(
      rows,
      (row) => ({ key: row[key].toISOString(), id: row.id }),
      (row) => row,
      total,
    );
  }

  return {
    /** Public comments of a live article; undefined when there is no such article. */
    async listPublic(ref: string, query: ArticleCommentsQuery): Promise<FinishedPage | undefined> {
      const { statement, where, keys } = publicStatement({ ref, query });
      const counted = query.count === undefined ? undefined : Prisma.sql`public_comments c WHERE ${where}`;
      const page = await finishPage(database, { statement, keys, counted, tags: [] });
      if (page.items.length > 0) return page;
      const articleId = await liveId(ref);
      return articleId === undefined ? undefined : { ...page, tags: [articleId] };
    },

    /** Comments of any status on an article; none when there is no such article. */
    listOn: (ref: string, query: ArticleCommentsQuery): Promise<Page<ModeratorRow>> =>
      page(
        {
          list: 'article-comments',
          where: [Prisma.sql`c.article_id = ${deskArticle(ref)}`, ...below(query.parent), ...withStatus(query.status)],
          added: query.include?.includes('replies') ? Prisma.raw(`, ${replies} AS replies`) : Prisma.empty,
        },
        query,
      ),

    listAll: (query: CommentListQuery): Promise<Page<ModeratorRow>> =>
      page(
        {
          list: 'comments',
          where: conditions(query),
          added: query.include?.includes('article') ? article : Prisma.empty,
        },
        query,
      ),

    readPublic(commentId: string, fields: readonly string[] | undefined): Promise<FinishedRow | undefined> {
      const source = () => ({
        id: 'c.id',
        version: 'c.version',
        updatedAt: 'c.updated_at',
        depends: 'ARRAY[c.article_id]',
        json: jsonText(comment, fields),
        from: 'FROM public_comments c WHERE c.id = $1::uuid',
      });
      return readItem(database, itemStatement(fields === undefined ? 'comment' : undefined, source, commentId));
    },

    find: (tx: Transaction, commentId: string): Promise<CommentRow | null> =>
      tx.comment.findUnique({ where: { id: commentId } }),

    /** An approved comment on this article, for a reply to it. */
    findApproved: (tx: Transaction, articleId: string, commentId: string) =>
      tx.comment.findFirst({
        where: { id: commentId, articleId, status: 'approved' },
        select: { id: true, parentId: true, depth: true },
      }),

    /** The comment above another in its thread that lies at a depth. */
    async ancestorAt(tx: Transaction, commentId: string, depth: number): Promise<string | null> {
      const [row] = await tx.$queryRaw<{ id: string }[]>`
        WITH RECURSIVE above AS (
          SELECT id, parent_id, depth FROM comments WHERE id = ${commentId}::uuid
          UNION ALL SELECT c.id, c.parent_id, c.depth FROM comments c JOIN above ON c.id = above.parent_id
        ) SELECT id FROM above WHERE depth = ${depth}::int`;
      return row?.id ?? null;
    },

    /** The same text of the same author at the same place, sent since a time. Others who send it now wait for the end of this transaction. */
    async sentSince(tx: Transaction, fingerprint: string, since: Date): Promise<CommentRow | undefined> {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${fingerprint}, 0))`;
      const row = await tx.comment.findFirst({
        where: { fingerprint, createdAt: { gte: since } },
        orderBy: { createdAt: 'desc' },
      });
      return row ?? undefined;
    },

    /** How many comments an author has written in the last ten minutes. */
    recentOf: (tx: Transaction, authorKey: string): Promise<number> =>
      tx.comment.count({ where: { authorKey, createdAt: { gte: new Date(Date.now() - 10 * 60 * 1000) } } }),

    /** Writes down what was decided of a comment, by what and by whom. */
    decided: (
      tx: Transaction,
      commentId: string,
      statusBefore: string | null,
      { status, phase, reason }: { status: string; phase: string; reason: string | null },
      decidedBy: string,
    ) =>
      tx.commentDecision.create({
        data: { id: uuid(), commentId, statusBefore, status, phase, reason, decidedBy },
        select: { id: true },
      }),

    /** Leaves of a comment the place that it has in its thread. */
    empty: (tx: Transaction, commentId: string, authorEmail: string) =>
      tx.comment.update({
        where: { id: commentId },
        data: {
          authorName: '',
          authorUrl: null,
          authorEmail,
          authorKey: '',
          fingerprint: null,
          body: '',
          bodyHtml: '',
          deletedAt: new Date(),
          updatedAt: new Date(),
          version: { increment: 1 },
        },
        select: { id: true },
      }),

    /** Comments whose addresses are still as they were written. */
    unsealed: (limit: number): Promise<{ id: string; authorEmail: string }[]> =>
      database.prisma.comment.findMany({
        where: { authorKey: null },
        take: limit,
        select: { id: true, authorEmail: true },
      }),

    seal: async (rows: readonly { id: string; authorEmail: string; authorKey: string }[]): Promise<void> => {
      await database.prisma.$executeRaw`
        UPDATE comments c SET author_email = s."authorEmail", author_key = s."authorKey"
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s (id uuid, "authorEmail" text, "authorKey" text)
        WHERE c.id = s.id AND c.author_key IS NULL`;
    },

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
      await tx.$executeRaw`
        WITH changes AS (
          SELECT * FROM unnest(${[...changes.keys()]}::uuid[], ${[...changes.values()]}::int[]) AS c (article_id, change)
        )
        INSERT INTO comment_counts AS counts (article_id, approved)
        SELECT article_id, greatest(change, 0) FROM changes ORDER BY article_id
        ON CONFLICT (article_id) DO UPDATE
        SET approved = counts.approved + (SELECT change FROM changes WHERE changes.article_id = counts.article_id)`;
    },
  };
}

export type CommentStore = ReturnType<typeof commentStore>;
