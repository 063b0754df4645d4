import { createHash, timingSafeEqual } from 'node:crypto';
import { commentMarkdownToHtml } from '../../../lib/rich-text/index.js';
import { anonymous } from '../../../platform/auth/index.js';
import type { Writer } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import { contentOf, type Incoming, type Pipeline, type Reader, window } from '../moderation/pipeline.js';
import { type Considered, isOpenToScore, judge, nearest, type Score, type Verdict } from '../policy/policy.rules.js';
import type { Circumstances } from '../policy/policy.store.js';
import { lateToEdit, wrongEditToken } from '../rules.js';
import type { Status } from '../schemas.js';
import type { CommentRow } from '../store.js';

/** What authors do with comments of their own, which their edit tokens prove to be theirs. */
export function ownComments(
  { database, events, authors, store, recount, told, scorer }: Incoming,
  { mustBeLive, mustKnow, checkTaken, reportWords, ask }: Pipeline,
) {
  /** The author's own change: soon after, and through the same pipeline. What was refused stays refused. */
  async function edit(
    writer: Writer,
    id: string,
    editToken: string,
    body: string,
    reader: Reader,
  ): Promise<CommentRow> {
    const bodyHtml = commentMarkdownToHtml(body);
    const consider = (row: CommentRow, around: Circumstances): Considered => ({
      isStaff: row.byStaff,
      fellForTrap: false,
      seconds: undefined,
      policy: nearest(around.policies),
      ...contentOf(body, bodyHtml, { ...around, approved: around.approved - (row.status === 'approved' ? 1 : 0) }),
    });

    let score: Score | undefined;
    if (scorer !== undefined) {
      const row = proven(await store.find(database, id), editToken);
      checkTime(row);
      const { slug } = await mustBeLive(database, row.articleId);
      const around = await mustKnow(database, row.articleId, row.authorKey, null);
      if (isOpenToScore(judge(consider(row, around))))
        score = await ask({
          articleSlug: slug,
          authorName: row.authorName,
          authorEmail: authors.open(row.authorEmail) ?? '',
          authorUrl: row.authorUrl,
          body,
          isReply: row.parentId !== null,
          ...reader,
        });
    }

    return database.transaction(writer, async (tx) => {
      const before = proven(await store.lock(tx, id), editToken);
      checkTime(before);
      const around = await mustKnow(tx, before.articleId, before.authorKey, null);
      const considered = { ...consider(before, around), score };
      checkTaken(considered.policy, around, undefined);
      const verdict: Verdict = judge(considered);
      const isRefused = before.status === 'rejected' || before.status === 'spam';
      const status = isRefused ? (before.status as Status) : verdict.status;
      const now = new Date();
      const row = await store.update(tx, id, {
        body,
        bodyHtml,
        status,
        editedAt: now,
        updatedAt: now,
        // Nobody has looked at this text.
        reviewedAt: before.byStaff ? now : null,
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
      await reportWords(tx, row, considered);
      return row;
    });
  }

  /** Takes a comment back: for good, or where others answer it, all of it that is its author's. */
  function retract(writer: Writer, id: string, editToken: string): Promise<void> {
    return database.transaction(writer, async (tx) => {
      const row = proven(await store.lock(tx, id), editToken);
      if ((await store.countReplies(tx, id)) > 0) {
        const left = await store.empty(tx, id, authors.seal(''));
        const verdict: Verdict = { status: 'rejected', phase: 'author', reason: 'taken back' };
        await store.decided(tx, id, row.status, verdict, 'author');
        await recount(tx, row, 'rejected');
        const payload = { ...told(left), previousStatus: row.status as Status };
        await events.append(tx, commentEvents.moderated, { subjectId: id, payload, actor: anonymous });
        return;
      }
      await recount(tx, row, null);
      await store.remove(tx, id);
      await events.append(tx, commentEvents.deleted, { subjectId: id, payload: told(row), actor: anonymous });
    });
  }

  function proven(row: CommentRow | undefined, editToken: string): CommentRow {
    if (row === undefined || row.deletedAt !== null) throw problems.notFound('There is no such comment.');
    const [given, kept] = [createHash('sha256').update(editToken).digest(), Buffer.from(row.editTokenHash, 'hex')];
    if (given.length !== kept.length || !timingSafeEqual(given, kept))
      throw wrongEditToken('The edit token is not the one that came back with this comment.');
    return row;
  }

  function checkTime({ createdAt }: CommentRow): void {
    if (Date.now() - createdAt.getTime() > window) throw lateToEdit('The comment is older than 15 minutes.');
  }

  return { edit, retract };
}
