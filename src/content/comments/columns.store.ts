import { type Columns, columnNames, columnsOf, jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';
import { cursorSql } from '../../platform/paging/index.js';
import { REACTIONS } from './schemas.js';

/** The list of comments on one article, in the cursors of its pages. */
export const articleCommentList = 'article-comments';

const noReactions = JSON.stringify(Object.fromEntries(REACTIONS.map((type) => [type, 0])));

/** The properties of a comment as the public sees it. */
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

/** Public comments below `c`, oldest first: the first of them, and where the next begin. */
function nestedPage(condition: string, limit: number) {
  const selectReplies = (range: string) =>
    `SELECT * FROM public_comments WHERE ${condition} ORDER BY created_at, id ${range}`;
  return {
    // The rows are cut before anything is made of them.
    first: jsonArray(
      `SELECT ${aliasedColumns('r')} FROM (${selectReplies(`LIMIT ${limit}`)}) r ORDER BY r.created_at, r.id`,
    ),
    next: `(SELECT CASE WHEN count(*) = 2 THEN (array_agg(${cursorSql(articleCommentList, 'createdAt', rfc3339('r.created_at'), 'r.id')} ORDER BY r.created_at, r.id))[1] END
      FROM (${selectReplies(`OFFSET ${limit - 1} LIMIT 2`)}) r)`,
  };
}

type IncludeOptions = { include?: readonly string[] | undefined; repliesPerRoot: number };

/** What `include` adds to each comment of a list. */
export function includeExpressions({ include = [], repliesPerRoot }: IncludeOptions): Record<string, string> {
  const replies = nestedPage('parent_id = c.id', repliesPerRoot);
  const thread = nestedPage('root_id = c.id', repliesPerRoot);
  return {
    ...(include.includes('replies') ? { replies: replies.first, nextReplies: replies.next } : {}),
    ...(include.includes('thread') ? { thread: thread.first, nextInThread: thread.next } : {}),
  };
}

export const commentColumns = (options: IncludeOptions): Columns =>
  (options.include ?? []).length === 0 ? comment : { ...comment, ...columnsOf(includeExpressions(options)) };

/** What lies above `c` in its thread, the top first. */
export const ancestors = jsonArray(`
  WITH RECURSIVE above AS (
    SELECT p.* FROM public_comments p WHERE p.id = c.parent_id
    UNION ALL SELECT p.* FROM public_comments p JOIN above ON p.id = above.parent_id
  ) SELECT ${aliasedColumns('r')} FROM above r ORDER BY r.depth`);

export const singleColumns = (include: readonly string[] = []): Columns =>
  include.includes('ancestors') ? { ...comment, ...columnsOf({ ancestors }) } : comment;

/** The article of a comment `c`, as it stands on the desk. */
export const article =
  "(SELECT json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline) FROM articles a WHERE a.id = c.article_id)";

/** Where moderators read; the public only ever reads the view of public comments. */
export const deskColumns = columnNames(
  'comments',
  'editTokenHash',
  'authorKey',
  'fingerprint',
  'readerKey',
  'sourceId',
);
