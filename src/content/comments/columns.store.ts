import { type Columns, columnNames, columnsOf, jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';
import { cursorSql } from '../../platform/paging/index.js';
import { REACTIONS } from './schemas.js';

/** The name of the list of comments on one article. Cursors of its pages contain it. */
export const articleCommentList = 'article-comments';

const noReactions = JSON.stringify(Object.fromEntries(REACTIONS.map((type) => [type, 0])));

/** Maps each property of a public comment to its SQL expression for the table alias `c`. */
const properties = (c: string) => ({
  id: `${c}.id`,
  articleId: `${c}.article_id`,
  parentId: `${c}.parent_id`,
  rootId: `${c}.root_id`,
  inReplyToId: `coalesce(${c}.in_reply_to_id, ${c}.parent_id)`,
  depth: `${c}.depth`,
  author: jsonObject(`SELECT ${c}.author_name AS name, ${c}.author_url AS url, ${c}.by_staff AS staff`),
  bodyHtml: `${c}.body_html`,
  createdAt: rfc3339(`${c}.created_at`),
  editedAt: rfc3339(`${c}.edited_at`),
  deletedAt: rfc3339(`${c}.deleted_at`),
  removed: `${c}.removed`,
  pinned: `${c}.pinned_at IS NOT NULL`,
  reactions: `'${noReactions}'::jsonb || ${c}.reactions`,
  score: `${c}.score`,
  replyCount: `${c}.reply_count`,
  descendantCount: `${c}.descendants`,
});

const aliasedColumns = (c: string) =>
  Object.entries(properties(c))
    .map(([name, expression]) => `${expression} AS "${name}"`)
    .join(', ');

const comment = columnsOf(properties('c'));

/**
 * Returns two SQL expressions for the public comments that match `condition`, oldest first: `first` is a JSON array
 * with up to `limit` comments, `next` is the cursor of the next page, or NULL.
 */
function nestedPage(condition: string, limit: number) {
  const selectReplies = (range: string) =>
    `SELECT * FROM public_comments WHERE ${condition} ORDER BY created_at, id ${range}`;
  return {
    // The limit is applied in a subquery, so that columns are computed only for the rows that are returned.
    first: jsonArray(
      `SELECT ${aliasedColumns('r')} FROM (${selectReplies(`LIMIT ${limit}`)}) r ORDER BY r.created_at, r.id`,
    ),
    next: `(SELECT CASE WHEN count(*) = 2 THEN (array_agg(${cursorSql(articleCommentList, 'createdAt', rfc3339('r.created_at'), 'r.id')} ORDER BY r.created_at, r.id))[1] END
      FROM (${selectReplies(`OFFSET ${limit - 1} LIMIT 2`)}) r)`,
  };
}

type IncludeOptions = { include?: readonly string[] | undefined; repliesPerRoot: number };

/** Returns the expressions that the parameter `include` adds to each comment of a list. */
export function includeExpressions({ include = [], repliesPerRoot }: IncludeOptions): Record<string, string> {
  const replies = nestedPage('parent_id = c.id', repliesPerRoot);
  const thread = nestedPage('root_id = c.id', repliesPerRoot);
  return {
    ...(include.includes('replies') ? { replies: replies.first, nextReplies: replies.next } : {}),
    ...(include.includes('thread') ? { thread: thread.first, nextInThread: thread.next } : {}),
  };
}

/** Returns the columns of a comment in a list. */
export const commentColumns = (options: IncludeOptions): Columns =>
  (options.include ?? []).length === 0 ? comment : { ...comment, ...columnsOf(includeExpressions(options)) };

/** A JSON array of the comments above `c` in its thread, the top of the thread first. */
export const ancestors = jsonArray(`
  WITH RECURSIVE above AS (
    SELECT p.* FROM public_comments p WHERE p.id = c.parent_id
    UNION ALL SELECT p.* FROM public_comments p JOIN above ON p.id = above.parent_id
  ) SELECT ${aliasedColumns('r')} FROM above r ORDER BY r.depth`);

/** Returns the columns of a comment that is read by its id. */
export const singleColumns = (include: readonly string[] = []): Columns =>
  include.includes('ancestors') ? { ...comment, ...columnsOf({ ancestors }) } : comment;

/** The draft copy of the article of the comment `c`, as a JSON object. */
export const article =
  "(SELECT json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline) FROM articles a WHERE a.id = c.article_id)";

/** The columns that moderators read. Public responses use the view `public_comments` instead. */
export const deskColumns = columnNames(
  'comments',
  'editTokenHash',
  'authorKey',
  'fingerprint',
  'readerKey',
  'sourceId',
);
