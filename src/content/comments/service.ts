import { commentMarkdownToHtml } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events, Flow } from '../../platform/events/index.js';
import {
  applyPatch,
  checkIfMatch,
  type FinishedItem,
  type FinishedPage,
  mustHold,
  type Page,
  problems,
} from '../../platform/http/index.js';
import { authors } from './author.js';
import { commentEvents } from './events.js';
import { importing } from './import.js';
import { commentPolicies } from './policy.service.js';
import { posting } from './posting.js';
import { checkDeletable, checkFilters, countChange, type Told } from './rules.js';
import {
  type ArticleCommentsQuery,
  type Comment,
  CommentEdit,
  type CommentInput,
  type CommentListQuery,
  type CommentQuery,
  type ModeratedComment,
  type PostedComment,
  type Status,
} from './schemas.js';
import { type CommentRow, commentStore, type ModeratorRow, type PublicRow } from './store.js';

/** What articles do for comments. Each takes an id, a slug or an old slug. */
type CommentedArticles = {
  /** Looks on the newsstand. */
  findLive(tx: Transaction, ref: string): Promise<{ id: string; slug: string; commentsOpen: boolean } | null>;
  /** Looks on the desk. */
  find(tx: Transaction, ref: string): Promise<{ id: string; slug: string } | null>;
};

type Needs = {
  database: Database;
  events: Events;
  articles: CommentedArticles;
  /** Seals and hashes what is known of authors. */
  secret: string;
  /** Whether an author may write only so many comments in a while. */
  limitAuthors: boolean;
};

export function commentService({ database, events, articles, secret, limitAuthors }: Needs) {
  const store = commentStore(database);
  const keeper = authors(secret);
  const incoming = posting({ database, events, articles, authors: keeper, store, recount, told, limitAuthors });

  /** @throws not-found for an article that is not live or, on the desk, not there; unauthenticated and forbidden for the desk */
  async function listOn(
    actor: Actor,
    ref: string,
    query: ArticleCommentsQuery,
  ): Promise<FinishedPage | Page<ModeratedComment>> {
    checkFilters(query);
    if (query.view === 'desk') {
      mustHold(actor, 'comments:moderate');
      const page = await store.listOn(ref, query);
      if (page.data.length === 0) articleFound(await articles.find(database.prisma, ref));
      return { ...page, data: page.data.map(moderated) };
    }
    return articleFound(await store.listPublic(ref, query));
  }

  /** Takes a comment from a reader: the pipeline says whether it is public at once, held or refused, and the answer does not. */
  async function post(actor: Actor, ref: string, input: CommentInput): Promise<PostedComment> {
    const { row, editToken } = await incoming.post(actor, ref, input);
    return posted(row, editToken);
  }

  /** An author's own change. */
  async function editOwn(id: string, editToken: string, body: string): Promise<PostedComment> {
    return posted(await incoming.edit(id, editToken, body), editToken);
  }

  async function listAll(query: CommentListQuery): Promise<Page<ModeratedComment>> {
    const page = await store.listAll(query);
    if (
      page.data.length === 0 &&
      query.article !== undefined &&
      (await articles.find(database.prisma, query.article)) === null
    ) {
      const detail = `There is no article "${query.article}".`;
      throw problems.unknownReference(detail, { errors: [{ parameter: 'article', code: 'unknown-article', detail }] });
    }
    return { ...page, data: page.data.map(moderated) };
  }

  async function get(
    actor: Actor,
    id: string,
    { view, fields }: CommentQuery,
  ): Promise<FinishedItem | ModeratedComment> {
    if (view === 'public') return found(await store.readPublic(id, fields));
    mustHold(actor, 'comments:moderate');
    return moderated(found(await store.find(database.prisma, id)));
  }

  /** Decides on a comment, or edits it. What changes nothing leaves its version and tells nobody. */
  function moderate(
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    ifMatch: string | undefined,
  ): Promise<ModeratedComment> {
    return database.transaction(async (tx) => {
      const before = found(await store.lock(tx, id));
      checkIfMatch(ifMatch, before.version);
      const next = applyPatch(CommentEdit, { status: before.status as Status, body: before.body }, changes);
      const { reason = null } = next;
      const decided = next.status !== before.status;
      const edited = next.body !== before.body;
      if (!decided && !edited) return moderated(before);
      const now = new Date();
      const row = await store.update(tx, id, {
        status: next.status,
        ...(edited ? { body: next.body, bodyHtml: commentMarkdownToHtml(next.body), editedAt: now } : {}),
        version: before.version + 1,
        updatedAt: now,
      });
      const phase = 'moderator';
      await store.decided(tx, id, before.status, { status: next.status, phase, reason }, actor.name);
      await recount(tx, before, next.status);
      const payload = told(row);
      if (edited) await events.append(tx, commentEvents.edited, { subjectId: id, payload, actor });
      if (decided) {
        const previousStatus = before.status as Status;
        await events.append(tx, commentEvents.moderated, {
          subjectId: id,
          payload: { ...payload, previousStatus },
          actor,
        });
      }
      return moderated(row);
    });
  }

  /** @throws comment-has-replies: a thread is not torn apart */
  function remove(actor: Actor, id: string, ifMatch: string | undefined): Promise<void> {
    return database.transaction(async (tx) => {
      const row = found(await store.lock(tx, id));
      checkIfMatch(ifMatch, row.version);
      checkDeletable(await store.countReplies(tx, id));
      await store.remove(tx, id);
      await recount(tx, row, null);
      await events.append(tx, commentEvents.deleted, { subjectId: id, payload: told(row), actor });
    });
  }

  function moderated(row: ModeratorRow): ModeratedComment {
    const { authorName: name, authorUrl: url, body, status, article } = row;
    const email = keeper.open(row.authorEmail);
    return {
      ...present(row),
      author: { name, url, email },
      body,
      status: status as Status,
      ...(article === undefined ? {} : { article }),
    };
  }

  function posted(row: CommentRow, editToken: string | null): PostedComment {
    return { ...present(row), status: row.status as Status, editToken };
  }

  /** Keeps both counts right. Locks are taken in one order everywhere: the comment, the one above it, the article's count. */
  async function recount(tx: Transaction, before: CommentRow, after: Status | null): Promise<void> {
    const change = countChange(before.status as Status, after);
    if (change === 0) return;
    if (before.parentId !== null) await store.addReplies(tx, before.parentId, change);
    await store.addApproved(tx, new Map([[before.articleId, change]]));
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
    retract: incoming.retract,
    listAll,
    get,
    moderate,
    remove,
    importComments: importing({ database, events, store, authors: keeper }),
    policies: commentPolicies({ database, articles, authors: keeper }),
    sealing: { name: 'comment-addresses', handle: async () => {}, work: sealSome } satisfies Flow,
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

/** Version and time of change do not leave in the public shape: they make the ETag and Last-Modified of the answer. */
function present(row: PublicRow): Comment & { version: number; updatedAt: string } {
  const {
    id,
    articleId,
    parentId,
    inReplyToId,
    depth,
    authorName: name,
    authorUrl: url,
    bodyHtml,
    replyCount,
    version,
    replies,
  } = row;
  return {
    id,
    articleId,
    parentId,
    inReplyToId: inReplyToId ?? parentId,
    depth,
    author: { name, url },
    bodyHtml,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    replyCount,
    version,
    updatedAt: row.updatedAt.toISOString(),
    ...(replies === undefined ? {} : { replies }),
  };
}
