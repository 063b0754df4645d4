import { type AliasedRawBuilder, sql } from 'kysely';
import {
  itemStatement,
  type JsonRow,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  readItem,
  rfc3339,
  type Session,
  toKysely,
} from '../../../platform/db/index.js';
import {
  chooseOrder,
  type JsonPage,
  keyset,
  type Order,
  type Page,
  type PageQuery,
  readJsonPage,
} from '../../../platform/paging/index.js';
import { isId } from '../../slugs/index.js';
import {
  ancestors,
  article,
  articleCommentList,
  commentColumns,
  deskColumns,
  includeExpressions,
  singleColumns,
} from '../columns.store.js';
import type { ArticleCommentsQuery, CommentListQuery, DeskArticleCommentsQuery } from '../query.schemas.js';
import type { Comment, Status } from '../schemas.js';
import type { CommentRow } from '../store.js';

type ThreadFields = Pick<Comment, 'replies' | 'nextReplies' | 'thread' | 'nextInThread' | 'ancestors'>;

type IncludedFields = ThreadFields & { article?: { id: string; slug: string; headline: string } | undefined };

export type ModeratorRow = Pick<CommentRow, (typeof deskColumns)[number]> & IncludedFields;

const id = Prisma.sql`c.id`;
const orders = {
  createdAt: { column: Prisma.sql`c.created_at`, id, type: 'timestamptz' },
  updatedAt: { column: Prisma.sql`c.updated_at`, id, type: 'timestamptz' },
  score: { column: Prisma.sql`c.score`, id, type: 'int' },
} as const satisfies Record<string, Omit<Order, 'name' | 'isDescending'>>;

const sortKeys = {
  createdAt: Prisma.raw(rfc3339('c.created_at')),
  updatedAt: Prisma.raw(rfc3339('c.updated_at')),
  score: Prisma.sql`c.score`,
};

/** Converts named SQL expressions to selections for Kysely. */
const selectExpressions = (expressions: { readonly [Name in keyof IncludedFields]?: string }) =>
  Object.entries(expressions).map(([name, expression]) => sql.raw(expression).as(name)) as {
    [Name in keyof IncludedFields]-?: AliasedRawBuilder<IncludedFields[Name], Name>;
  }[keyof IncludedFields][];

/**
 * Returns an expression for the id of a published article, by its id, its slug or a slug under which it was published
 * before.
 */
const liveArticleId = (ref: string) =>
  isId(ref)
    ? Prisma.sql`${ref}::uuid`
    : Prisma.sql`coalesce(
        (SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;

const deskArticleId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

function articleFilters({ parent, root, pinned: pinnedFilter }: ArticleCommentsQuery): Prisma.Sql[] {
  return [
    ...(parent === undefined
      ? []
      : [parent === 'none' ? Prisma.sql`c.parent_id IS NULL` : Prisma.sql`c.parent_id = ${parent}::uuid`]),
    ...(root === undefined ? [] : [Prisma.sql`c.root_id = ${root}::uuid`]),
    ...(pinnedFilter === undefined
      ? []
      : [pinnedFilter === 'true' ? Prisma.sql`c.pinned_at IS NOT NULL` : Prisma.sql`c.pinned_at IS NULL`]),
  ];
}

/**
 * Returns the condition that comments belong to an article. If they are selected by their parent or root, the condition
 * is written so that the planner cannot use the index on articles, which is slow for an article with many comments.
 */
const articleCondition = (articleId: Prisma.Sql, query: ArticleCommentsQuery): Prisma.Sql =>
  isBelow(query) ? Prisma.sql`c.article_id IS NOT DISTINCT FROM ${articleId}` : Prisma.sql`c.article_id = ${articleId}`;

/** Returns whether the query selects the comments below one comment. */
const isBelow = ({ parent, root }: ArticleCommentsQuery): boolean =>
  (parent ?? 'none') !== 'none' || root !== undefined;

function statusFilters(status: readonly Status[] | undefined): Prisma.Sql[] {
  if (status === undefined) return [];
  const [only, ...others] = status;
  // Unlike a list, a single value keeps the order of the index. Written as a literal, it matches the partial index of
  // that status.
  return [others.length === 0 ? Prisma.raw(`c.status = '${only}'`) : Prisma.sql`c.status = ANY (${status})`];
}

/** The conditions of the queues, written exactly as in the partial indexes. */
export const queues = {
  pending: Prisma.sql`c.status = 'pending'`,
  reported: Prisma.sql`c.open_flags > 0`,
  spam: Prisma.sql`c.status = 'spam'`,
  unreviewed: Prisma.sql`c.status = 'approved' AND c.reviewed_at IS NULL`,
};

function moderationFilters(query: CommentListQuery): Prisma.Sql[] {
  const { article: ref, ids, queue, 'createdAt[gte]': from, 'createdAt[lt]': to } = query;
  return [
    ...statusFilters(query.status),
    ...(queue === undefined ? [] : [queues[queue]]),
    ...(ref === undefined ? [] : [Prisma.sql`c.article_id = ${deskArticleId(ref)}`]),
    ...(ids === undefined ? [] : [Prisma.sql`c.id = ANY (${ids}::uuid[])`]),
    ...(from === undefined ? [] : [Prisma.sql`c.created_at >= ${from}`]),
    ...(to === undefined ? [] : [Prisma.sql`c.created_at < ${to}`]),
  ];
}

const publicStatement = memoizeByQuery(({ ref, query }: { ref: string; query: ArticleCommentsQuery }) => {
  const order = chooseOrder(query.sort, orders);
  const keys = keyset(articleCommentList, order, query);
  const condition = Prisma.join([articleCondition(liveArticleId(ref), query), ...articleFilters(query)], ' AND ');
  const statement = pageStatement({
    rows: Prisma.sql`SELECT c.*, ${sortKeys[order.name as keyof typeof sortKeys]} AS key FROM public_comments c
      WHERE ${condition} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(commentColumns(query), query.fields)} FROM (SELECT p.*) c)`,
    depends: Prisma.sql`ARRAY[p.article_id]`,
    limit: query.limit,
    backwards: keys.isBackwards,
    // The number of replies varies from none to thirty thousand. A generic plan would sort them all.
    planMode: isBelow(query) ? 'each-time' : undefined,
  });
  return { statement, where: condition, keys };
});

/** Reads lists of comments. Each page takes one statement, whatever its size. */
export function commentLists(database: Session) {
  type Source = { list: string; where: Prisma.Sql[]; extraColumns: ReturnType<typeof selectExpressions> };

  async function findLiveArticleId(ref: string): Promise<string | undefined> {
    const row = await database.query
      .selectFrom('publications')
      .select('articleId as id')
      .where('articleId', '=', toKysely<string>(liveArticleId(ref)))
      .executeTakeFirst();
    return row?.id;
  }

  async function loadPage(source: Source, query: PageQuery & { sort: string }): Promise<Page<ModeratorRow>> {
    const order = chooseOrder(query.sort, orders);
    const keys = keyset(source.list, order, query);
    const condition = Prisma.join([Prisma.sql`TRUE`, ...source.where], ' AND ');
    // The limit is applied in a subquery, so that extra columns are computed only for the rows that are returned.
    const rowsQuery = Prisma.sql`(SELECT c.* FROM comments c WHERE ${condition} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit})`;
    const rows = await database.query
      .selectFrom(toKysely<CommentRow>(rowsQuery).as('c'))
      .select(deskColumns)
      .select(source.extraColumns)
      .orderBy(toKysely(keys.orderBy))
      .execute();
    const countRow =
      query.count === undefined
        ? undefined
        : await database.query
            .selectFrom('comments as c')
            .select(sql<number>`count(*)::int`.as('n'))
            .where(toKysely<boolean>(condition))
            .executeTakeFirst();
    const key = order.name as keyof typeof orders;
    return keys.page(
      rows,
      (row) => ({ key: key === 'score' ? row.score : row[key].toISOString(), id: row.id }),
      (row) => row,
      countRow?.n,
    );
  }

  return {
    /** Returns a page of public comments on a published article, or undefined if there is no such article. */
    async listPublic(ref: string, query: ArticleCommentsQuery): Promise<JsonPage | undefined> {
      const { statement, where: condition, keys } = publicStatement({ ref, query });
      const countSource = query.count === undefined ? undefined : Prisma.sql`public_comments c WHERE ${condition}`;
      const page = await readJsonPage(database, { statement, keys, countSource, tags: [] });
      if (page.items.length > 0) return page;
      const articleId = await findLiveArticleId(ref);
      return articleId === undefined ? undefined : { ...page, tags: [articleId] };
    },

    /** Returns a page of comments of every status on an article. It is empty if the article does not exist. */
    listOn: (ref: string, query: DeskArticleCommentsQuery): Promise<Page<ModeratorRow>> =>
      loadPage(
        {
          list: articleCommentList,
          where: [
            articleCondition(deskArticleId(ref), query),
            ...articleFilters(query),
            ...statusFilters(query.status),
          ],
          extraColumns: selectExpressions(includeExpressions(query)),
        },
        query,
      ),

    listAll: (query: CommentListQuery): Promise<Page<ModeratorRow>> =>
      loadPage(
        {
          list: 'comments',
          where: moderationFilters(query),
          extraColumns: selectExpressions(query.include?.includes('article') ? { article } : {}),
        },
        query,
      ),

    readPublic(
      commentId: string,
      include: readonly string[] | undefined,
      fields: readonly string[] | undefined,
    ): Promise<JsonRow | undefined> {
      const source = () => ({
        id: 'c.id',
        version: 'c.version',
        updatedAt: 'c.updated_at',
        depends: 'ARRAY[c.article_id]',
        json: jsonText(singleColumns(include), fields),
        from: 'FROM public_comments c WHERE c.id = $1::uuid',
      });
      const shape = fields === undefined ? `comment ${include?.join() ?? ''}` : undefined;
      return readItem(database, itemStatement(shape, source, commentId));
    },

    /** Reads one comment of any status. */
    readDesk: (commentId: string, include: readonly string[] | undefined): Promise<ModeratorRow | undefined> =>
      database.query
        .selectFrom('comments as c')
        .select(deskColumns)
        .select(selectExpressions(include?.includes('ancestors') ? { ancestors } : {}))
        .where('c.id', '=', commentId)
        .executeTakeFirst(),
  };
}
