import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import {
  applyPatch,
  checkIfMatch,
  type FinishedItem,
  type FinishedPage,
  mustHold,
  type Page,
  problems,
} from '../../platform/http/index.js';
import { newEditToken } from './edit-token.js';
import { commentEvents } from './events.js';
import { importing } from './import.js';
import { checkDeletable, checkFilters, checkOpen, countChange, placeBelow } from './rules.js';
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

type Needs = { database: Database; events: Events; articles: CommentedArticles };

export function commentService({ database, events, articles }: Needs) {
  const store = commentStore(database);

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
      return { ...page, data: page.data.map(presentModerated) };
    }
    return articleFound(await store.listPublic(ref, query));
  }

  /** Takes a comment from a reader, whoever it is: a moderator has to look at it before it is public. */
  function post(actor: Actor, ref: string, input: CommentInput): Promise<PostedComment> {
    const secret = newEditToken();
    const bodyHtml = commentMarkdownToHtml(input.body);
    return database.transaction(async (tx) => {
      const article = articleFound(await articles.findLive(tx, ref));
      checkOpen(article);
      const row = await store.create(tx, {
        id: uuid(),
        articleId: article.id,
        ...placeBelow(await parentOf(tx, article.id, input.parentId ?? null)),
        status: 'pending',
        authorName: input.authorName,
        authorEmail: input.authorEmail,
        authorUrl: input.authorUrl ?? null,
        body: input.body,
        bodyHtml,
        editTokenHash: secret.hash,
      });
      await events.append(tx, commentEvents.created, { subjectId: row.id, payload: told(row), actor });
      return { ...present(row), status: row.status as Status, editToken: secret.token };
    });
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
    return { ...page, data: page.data.map(presentModerated) };
  }

  async function get(
    actor: Actor,
    id: string,
    { view, fields }: CommentQuery,
  ): Promise<FinishedItem | ModeratedComment> {
    if (view === 'public') return found(await store.readPublic(id, fields));
    mustHold(actor, 'comments:moderate');
    return presentModerated(found(await store.find(database.prisma, id)));
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
      const decided = next.status !== before.status;
      const edited = next.body !== before.body;
      if (!decided && !edited) return presentModerated(before);
      const now = new Date();
      const row = await store.update(tx, id, {
        status: next.status,
        ...(edited ? { body: next.body, bodyHtml: commentMarkdownToHtml(next.body), editedAt: now } : {}),
        version: before.version + 1,
        updatedAt: now,
      });
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
      return presentModerated(row);
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

  async function parentOf(tx: Transaction, articleId: string, parentId: string | null) {
    if (parentId === null) return null;
    const parent = await store.findApproved(tx, articleId, parentId);
    if (parent !== null) return parent;
    const detail = 'There is no such public comment on this article.';
    throw problems.unknownReference(detail, { errors: [{ pointer: '/parentId', code: 'unknown-comment', detail }] });
  }

  /** Keeps both counts right. Locks are taken in one order everywhere: the comment, the one above it, the article's count. */
  async function recount(tx: Transaction, before: CommentRow, after: Status | null): Promise<void> {
    const change = countChange(before.status as Status, after);
    if (change === 0) return;
    if (before.parentId !== null) await store.addReplies(tx, before.parentId, change);
    await store.addApproved(tx, new Map([[before.articleId, change]]));
  }

  return { listOn, post, listAll, get, moderate, remove, importComments: importing({ database, events, store }) };
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
function told({ id, articleId, parentId, status }: CommentRow) {
  return { id, articleId, parentId, status: status as Status };
}

/** Version and time of change do not leave in the public shape: they make the ETag and Last-Modified of the answer. */
function present(row: PublicRow): Comment & { version: number; updatedAt: string } {
  const {
    id,
    articleId,
    parentId,
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
    depth,
    author: { name, url },
    bodyHtml,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    replyCount,
    version,
    updatedAt: row.updatedAt.toISOString(),
    ...(replies === undefined ? {} : { replies }),
  };
}

function presentModerated(row: ModeratorRow): ModeratedComment {
  const { authorName: name, authorEmail: email, authorUrl: url, body, status, article } = row;
  return {
    ...present(row),
    author: { name, url, email },
    body,
    status: status as Status,
    ...(article === undefined ? {} : { article }),
  };
}
