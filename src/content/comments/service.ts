import { type Actor, mustHold } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Reader as DatabaseReader, Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { FinishedItem, FinishedPage, Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { moderating } from './moderation/moderating.js';
import { pipeline, type Reader } from './moderation/pipeline.js';
import type { CommentScorer } from './moderation/scoring.js';
import { commentNotices } from './notifications/notices.service.js';
import { commentPolicies } from './policy/policy.service.js';
import { commentPrivacy } from './privacy/privacy.service.js';
import { commentRetention } from './privacy/retention.js';
import type { ArticleCommentsQuery, CommentListQuery, CommentQuery } from './query.schemas.js';
import { checkFilters, countChange, type Told } from './rules.js';
import type { Comment, ModeratedComment, PostedComment, Status } from './schemas.js';
import { type CommentRow, commentStore } from './store.js';
import { authors } from './threads/author.js';
import { countApproved, lockThreads } from './threads/counts.store.js';
import { commentLists, type ModeratorRow } from './threads/lists.store.js';
import { ownComments } from './threads/own.js';
import { posting } from './threads/posting.js';
import { everyReaction, reacting } from './threads/reacting.js';
import { recounting } from './threads/recounting.js';
import { commentExporting } from './transfer/exporting.js';
import { recordImporting } from './transfer/importing.js';
import type { CommentInput } from './writing.schemas.js';

/** What articles do for comments. Each takes an id, a slug or an old slug. */
type CommentedArticles = {
  /** Looks on the newsstand. */
  findLive(
    reader: DatabaseReader,
    ref: string,
  ): Promise<{ id: string; slug: string; commentsOpen: boolean } | undefined>;
  /** Looks on the desk. */
  find(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string } | undefined>;
};

type Needs = {
  database: Session;
  events: Events;
  articles: CommentedArticles;
  /** Seals and hashes what is known of authors. */
  secret: string;
  /** Whether an author may write only so many comments in a while. */
  limitAuthors: boolean;
  /** Whoever outside tells spam. */
  scorer?: CommentScorer | undefined;
  /** Days for which refused comments are kept; 0 for ever. */
  keep: { spamDays: number; rejectedDays: number };
};

export function commentService({ database, events, articles, secret, limitAuthors, scorer, keep }: Needs) {
  const store = commentStore(database);
  const lists = commentLists(database);
  const keeper = authors(secret);
  const incoming = { database, events, articles, authors: keeper, store, recount, told, limitAuthors, scorer };
  const checks = pipeline(incoming);
  const own = ownComments(incoming, checks);
  const { post: take } = posting(incoming, checks);
  const moderation = moderating({ database, events, store, told, moderated });
  const readers = reacting({ database, events, authors: keeper });

  /** @throws not-found for an article that is not live or, on the desk, not there; unauthenticated and forbidden for the desk */
  async function listOn(
    actor: Actor,
    ref: string,
    query: ArticleCommentsQuery,
  ): Promise<FinishedPage | Page<ModeratedComment>> {
    checkFilters(query);
    if (query.view === 'desk') {
      mustHold(actor, 'comments:moderate');
      const page = await lists.listOn(ref, query);
      if (page.data.length === 0) articleFound(await articles.find(database, ref));
      return { ...page, data: page.data.map(moderated) };
    }
    return articleFound(await lists.listPublic(ref, query));
  }

  /** Takes a comment from a reader: the pipeline says whether it is public at once, held or refused, and the answer does not. */
  async function post(actor: Actor, ref: string, input: CommentInput, reader: Reader): Promise<PostedComment> {
    const { row, editToken } = await take(actor, ref, input, reader);
    return posted(row, editToken);
  }

  /** An author's own change. */
  async function editOwn(
    actor: Actor,
    id: string,
    editToken: string,
    body: string,
    reader: Reader,
  ): Promise<PostedComment> {
    return posted(await own.edit(actor, id, editToken, body, reader), editToken);
  }

  async function listAll(query: CommentListQuery): Promise<Page<ModeratedComment>> {
    const page = await lists.listAll(query);
    if (
      page.data.length === 0 &&
      query.article !== undefined &&
      (await articles.find(database, query.article)) === undefined
    ) {
      const detail = `There is no article "${query.article}".`;
      throw problems.unknownReference(detail, { errors: [{ parameter: 'article', code: 'unknown-article', detail }] });
    }
    return { ...page, data: page.data.map(moderated) };
  }

  async function get(
    actor: Actor,
    id: string,
    { view, include, fields }: CommentQuery,
  ): Promise<FinishedItem | ModeratedComment> {
    if (view === 'public') return found(await lists.readPublic(id, include, fields));
    mustHold(actor, 'comments:moderate');
    return moderated(found(await lists.readDesk(id, include)));
  }

  function moderated(row: ModeratorRow): ModeratedComment {
    const { body, status, openFlags, notify, source, article, ancestors } = row;
    const { author, ...comment } = present(row);
    return {
      ...comment,
      author: { ...author, email: keeper.open(row.authorEmail) },
      body,
      status: status as Status,
      openFlags,
      reviewedAt: row.reviewedAt?.toISOString() ?? null,
      notify,
      source,
      ...(ancestors === undefined ? {} : { ancestors }),
      ...(article === undefined ? {} : { article }),
    };
  }

  function posted(row: CommentRow, editToken: string | null): PostedComment {
    return { ...present(row), status: row.status as Status, editToken };
  }

  /** Keeps all counts right. Locks are taken in one order everywhere: the comment, those above it, the article's count. */
  async function recount(tx: Transaction, before: CommentRow, after: Status | null): Promise<void> {
    const { id, articleId, parentId } = before;
    const change = countChange(before.status as Status, after);
    if (change === 0) return;
    if (parentId !== null) await lockThreads(tx, [parentId]);
    await countApproved(tx, [{ id, articleId, parentId, change }]);
  }

  /** Seals addresses that were written before they were sealed, some at a time. */
  async function sealSome(): Promise<'more' | 'idle'> {
    const rows = await store.unsealed(500);
    await store.seal(
      rows.map(({ id, authorEmail }) => ({
        id,
        authorEmail: keeper.seal(authorEmail),
        authorKey: keeper.key(authorEmail),
      })),
    );
    return rows.length === 0 ? 'idle' : 'more';
  }

  return {
    listOn,
    post,
    editOwn,
    retract: own.retract,
    listAll,
    get,
    ...moderation,
    flag: readers.flag,
    react: readers.react,
    async flags(id: string) {
      found(await lists.readDesk(id, undefined));
      return { data: await readers.flags(id) };
    },
    importRecords: recordImporting({ database, events, authors: keeper }),
    exported: commentExporting({ database, authors: keeper }),
    privacy: commentPrivacy({ database, events, authors: keeper }),
    retention: commentRetention({ database, events, keep }),
    recount: recounting({ database, events }),
    notices: commentNotices({ database, authors: keeper, secret }),
    policies: commentPolicies({ database, events, articles, authors: keeper }),
    sealing: { name: 'comment-addresses', everyMs: 24 * 60 * 60 * 1000, work: sealSome } satisfies PeriodicJob,
  };
}

export type CommentService = ReturnType<typeof commentService>;

function articleFound<Article>(article: Article | null | undefined): Article {
  if (article === null || article === undefined) throw problems.notFound('There is no such article.');
  return article;
}

function found<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('There is no such comment.');
  return row;
}

/** What events say of a comment. */
function told({ id, articleId, parentId, status }: CommentRow): Told {
  return { id, articleId, parentId, status: status as Status };
}

type Shown = Omit<ModeratorRow, 'status' | 'authorEmail' | 'body' | 'openFlags' | 'reviewedAt' | 'notify' | 'source'>;

/** Version and time of change do not leave in the public shape: they make the ETag and Last-Modified of the answer. */
function present(row: Shown): Comment & { version: number; updatedAt: string } {
  const { id, articleId, parentId, rootId, inReplyToId, depth, bodyHtml, score, replyCount, version } = row;
  const { replies, nextReplies, thread, nextInThread } = row;
  return {
    id,
    articleId,
    parentId,
    rootId,
    inReplyToId: inReplyToId ?? parentId,
    depth,
    author: { name: row.authorName, url: row.authorUrl, staff: row.byStaff },
    bodyHtml,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    removed: row.deletedAt !== null,
    pinned: row.pinnedAt !== null,
    reactions: everyReaction(row.reactions),
    score,
    replyCount,
    descendantCount: row.descendants,
    version,
    updatedAt: row.updatedAt.toISOString(),
    ...(replies === undefined ? {} : { replies, nextReplies }),
    ...(thread === undefined ? {} : { thread, nextInThread }),
  };
}
