import { createHash, timingSafeEqual } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml, htmlToText } from '../../lib/rich-text/index.js';
import { type Actor, anonymous, holds } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { problems } from '../../platform/http/index.js';
import type { Authors } from './author.js';
import { newEditToken } from './edit-token.js';
import { commentEvents } from './events.js';
import {
  banned,
  commentsClosed,
  countLinks,
  guestsRefused,
  isOpen,
  judge,
  nearest,
  type Verdict,
} from './policy.rules.js';
import type { Policy } from './policy.schemas.js';
import { type Circumstances, policyStore } from './policy.store.js';
import { checkRate, lateToEdit, type Told, wrongEditToken } from './rules.js';
import type { CommentInput, Status } from './schemas.js';
import type { CommentRow, CommentStore } from './store.js';

/** For how long an author may change what they wrote, and the same comment sent again is the first one. Milliseconds. */
const window = 15 * 60 * 1000;

type Needs = {
  database: Database;
  events: Events;
  articles: { findLive(tx: Transaction, ref: string): Promise<{ id: string; slug: string } | null> };
  authors: Authors;
  store: CommentStore;
  /** Keeps both counts right after a change of status. */
  recount: (tx: Transaction, before: CommentRow, after: Status | null) => Promise<void>;
  told: (row: CommentRow) => Told;
  /** Whether an author may write only so many comments in a while. */
  limitAuthors: boolean;
};

/** How comments come in, and what their authors may do with them: each goes through the pipeline, whose first verdict counts. */
export function posting({ database, events, articles, authors, store, recount, told, limitAuthors }: Needs) {
  const policies = policyStore(database);

  /** @returns the comment, and the secret of its author; none when it is one that was sent already */
  function post(
    actor: Actor,
    ref: string,
    input: CommentInput,
  ): Promise<{ row: CommentRow; editToken: string | null }> {
    const secret = newEditToken();
    const bodyHtml = commentMarkdownToHtml(input.body);
    const authorKey = authors.key(input.authorEmail);
    return database.transaction(async (tx) => {
      const article = await articles.findLive(tx, ref);
      if (article === null) throw problems.notFound('There is no such article.');
      const around = await mustKnow(tx, article.id, authorKey);
      const policy = nearest(around.policies);
      checkTaken(policy, around, actor);
      const asked = input.parentId ?? null;
      const fingerprint = authors.fingerprint(article.id, asked, input.authorEmail, input.body);
      const same = await store.sentSince(tx, fingerprint, new Date(Date.now() - window));
      if (same !== undefined) return { row: same, editToken: null };
      if (limitAuthors) checkRate(await store.recentOf(tx, authorKey));
      const hung = await hang(tx, article.id, asked, policy.maxDepth);
      const verdict = judge({
        isStaff: holds(actor, 'comments:moderate'),
        fellForTrap: (input.confirmEmail ?? '') !== '',
        seconds:
          input.formToken === undefined ? undefined : authors.secondsSince(input.formToken, article.id, new Date()),
        policy,
        ...contentOf(input.body, bodyHtml, around),
      });
      const row = await store.create(tx, {
        id: uuid(),
        articleId: article.id,
        ...hung,
        status: verdict.status,
        authorName: input.authorName,
        authorEmail: authors.seal(input.authorEmail),
        authorKey,
        authorUrl: input.authorUrl ?? null,
        body: input.body,
        bodyHtml,
        fingerprint,
        editTokenHash: secret.hash,
      });
      await store.decided(tx, row.id, null, verdict, actor.name);
      if (verdict.status === 'approved') await recount(tx, { ...row, status: 'pending' }, 'approved');
      await events.append(tx, commentEvents.created, { subjectId: row.id, payload: told(row), actor });
      return { row, editToken: secret.token };
    });
  }

  /** The author's own change: soon after, and through the same pipeline. What was refused stays refused. */
  function edit(id: string, editToken: string, body: string): Promise<CommentRow> {
    const bodyHtml = commentMarkdownToHtml(body);
    return database.transaction(async (tx) => {
      const before = await own(tx, id, editToken);
      if (Date.now() - before.createdAt.getTime() > window) throw lateToEdit('The comment is older than 15 minutes.');
      const around = await mustKnow(tx, before.articleId, before.authorKey);
      const policy = nearest(around.policies);
      checkTaken(policy, around, undefined);
      const verdict: Verdict = judge({
        isStaff: false,
        fellForTrap: false,
        seconds: undefined,
        policy,
        ...contentOf(body, bodyHtml, { ...around, approved: around.approved - (before.status === 'approved' ? 1 : 0) }),
      });
      const isRefused = before.status === 'rejected' || before.status === 'spam';
      const status = isRefused ? (before.status as Status) : verdict.status;
      const now = new Date();
      const row = await store.update(tx, id, {
        body,
        bodyHtml,
        status,
        editedAt: now,
        updatedAt: now,
        version: before.version + 1,
      });
      await store.decided(tx, id, before.status, { ...verdict, status }, 'author');
      await recount(tx, before, status);
      await events.append(tx, commentEvents.edited, { subjectId: id, payload: told(row), actor: anonymous });
      if (status !== before.status)
        await events.append(tx, commentEvents.moderated, {
          subjectId: id,
          payload: { ...told(row), previousStatus: before.status as Status },
          actor: anonymous,
        });
      return row;
    });
  }

  /** Takes a comment back: for good, or where others answer it, all of it that is its author's. */
  function retract(id: string, editToken: string): Promise<void> {
    return database.transaction(async (tx) => {
      const row = await own(tx, id, editToken);
      if ((await store.countReplies(tx, id)) > 0) {
        await store.empty(tx, id, authors.seal(''));
        await store.decided(
          tx,
          id,
          row.status,
          { status: row.status as Status, phase: 'author', reason: 'taken back' },
          'author',
        );
        await events.append(tx, commentEvents.edited, { subjectId: id, payload: told(row), actor: anonymous });
        return;
      }
      await store.remove(tx, id);
      await recount(tx, row, null);
      await events.append(tx, commentEvents.deleted, { subjectId: id, payload: told(row), actor: anonymous });
    });
  }

  async function own(tx: Transaction, id: string, editToken: string): Promise<CommentRow> {
    const row = await store.lock(tx, id);
    if (row === null || row.deletedAt !== null) throw problems.notFound('There is no such comment.');
    const [given, kept] = [createHash('sha256').update(editToken).digest(), Buffer.from(row.editTokenHash, 'hex')];
    if (given.length !== kept.length || !timingSafeEqual(given, kept))
      throw wrongEditToken('The edit token is not the one that came back with this comment.');
    return row;
  }

  async function mustKnow(tx: Transaction, articleId: string, authorKey: string | null): Promise<Circumstances> {
    const around = await policies.circumstances(tx, articleId, authorKey);
    if (around === undefined) throw problems.notFound('There is no such article.');
    return around;
  }

  function checkTaken(policy: Policy, around: Circumstances, actor: Actor | undefined): void {
    const place = { commentsOpen: around.commentsOpen, publishedAt: new Date(around.publishedAt) };
    if (!isOpen(policy, place, new Date())) throw commentsClosed('This article takes no more comments.');
    if (around.isBanned) throw banned('The newsroom takes no comments from this author.');
    if (actor?.anonymous && !policy.guests) throw guestsRefused('Send a token with the comment.');
  }

  /** Where a reply hangs: below the comment that it answers or, where threads get no deeper, on the last that may have replies. */
  async function hang(tx: Transaction, articleId: string, asked: string | null, maxDepth: number) {
    if (asked === null) return { parentId: null, depth: 0, inReplyToId: null };
    const parent = await store.findApproved(tx, articleId, asked);
    if (parent === null) {
      const detail = 'There is no such public comment on this article.';
      throw problems.unknownReference(detail, { errors: [{ pointer: '/parentId', code: 'unknown-comment', detail }] });
    }
    if (parent.depth < maxDepth) return { parentId: parent.id, depth: parent.depth + 1, inReplyToId: null };
    const parentId = maxDepth === 0 ? null : await store.ancestorAt(tx, parent.id, maxDepth - 1);
    return { parentId, depth: parentId === null ? 0 : maxDepth, inReplyToId: parent.id };
  }

  return { post, edit, retract };
}

const contentOf = (body: string, bodyHtml: string, { words, approved, refused }: Circumstances) => ({
  text: `${body}\n${htmlToText(bodyHtml)}`,
  links: countLinks(bodyHtml),
  words,
  before: { approved, refused },
});
