import { createHash, timingSafeEqual } from 'node:crypto';
import { anonymousActor } from '../../../platform/auth/index.js';
import type { Writer } from '../../../platform/db/index.js';
import { eraseStoredResponses } from '../../../platform/idempotency/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import {
  type ClientInfo,
  contentOf,
  convertComment,
  editWindowMs,
  type ModerationPipeline,
  type PipelineDependencies,
} from '../moderation/pipeline.js';
import {
  isOpenToScore,
  judge,
  type ModerationInput,
  resolvePolicy,
  type Score,
  type Verdict,
} from '../policy/policy.rules.js';
import type { ModerationContext } from '../policy/policy.store.js';
import { editWindowExpired, wrongEditToken } from '../rules.js';
import type { Status } from '../schemas.js';
import type { CommentRow } from '../store.js';

/** Lets authors edit and retract their own comments. An edit token proves authorship. */
export function ownComments(
  { database, events, authors, store, recount, toEventPayload, scorer }: PipelineDependencies,
  {
    requireLiveArticle,
    requireModerationContext,
    checkCommentsAccepted,
    reportFlaggedWords,
    requestScore,
  }: ModerationPipeline,
) {
  /**
   * Edits a comment for its author and moderates the new text. A refused comment stays refused.
   *
   * @throws not-found, wrong-edit-token, late-to-edit, comments-closed, banned
   */
  async function edit(
    writer: Writer,
    id: string,
    editToken: string,
    body: string,
    reader: ClientInfo,
  ): Promise<CommentRow> {
    const text = await convertComment(body);
    const buildModerationInput = (row: CommentRow, context: ModerationContext): ModerationInput => ({
      isStaff: row.byStaff,
      isHoneypotFilled: false,
      formAgeSeconds: undefined,
      policy: resolvePolicy(context.policies),
      ...contentOf(text, {
        ...context,
        approvedCount: context.approvedCount - (row.status === 'approved' ? 1 : 0),
      }),
    });

    let score: Score | undefined;
    if (scorer !== undefined) {
      const row = requireOwnComment(await store.find(database, id), editToken);
      checkEditWindow(row);
      const { slug } = await requireLiveArticle(database, row.articleId);
      const context = await requireModerationContext(database, row.articleId, row.authorKey, null);
      if (isOpenToScore(judge(buildModerationInput(row, context))))
        score = await requestScore({
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
      const before = requireOwnComment(await store.lock(tx, id), editToken);
      checkEditWindow(before);
      const context = await requireModerationContext(tx, before.articleId, before.authorKey, null);
      const moderationInput = { ...buildModerationInput(before, context), score };
      checkCommentsAccepted(moderationInput.policy, context, undefined);
      const verdict: Verdict = judge(moderationInput);
      const isRefused = before.status === 'rejected' || before.status === 'spam';
      const status = isRefused ? (before.status as Status) : verdict.status;
      const now = new Date();
      const row = await store.update(tx, id, {
        body,
        bodyHtml: text.html,
        status,
        editedAt: now,
        updatedAt: now,
        // No moderator has reviewed the new text, unless the author is staff.
        reviewedAt: before.byStaff ? now : null,
        version: before.version + 1,
      });
      await store.insertDecision(tx, id, before.status, { ...verdict, status }, 'author');
      await recount(tx, before, status);
      await events.append(tx, commentEvents.edited, {
        subjectId: id,
        payload: toEventPayload(row),
        actor: anonymousActor,
      });
      if (status !== before.status)
        await events.append(tx, commentEvents.moderated, {
          subjectId: id,
          payload: { ...toEventPayload(row), previousStatus: before.status as Status },
          actor: anonymousActor,
        });
      await reportFlaggedWords(tx, row, moderationInput);
      return row;
    });
  }

  /**
   * Retracts a comment for its author. A comment without replies is deleted. A comment with replies is emptied and
   * keeps its place.
   *
   * @throws not-found, wrong-edit-token
   */
  function retract(writer: Writer, id: string, editToken: string): Promise<void> {
    return database.transaction(writer, async (tx) => {
      const row = requireOwnComment(await store.lock(tx, id), editToken);
      await eraseStoredResponses(tx, [id]);
      if ((await store.countReplies(tx, id)) > 0) {
        const placeholder = await store.clearContent(tx, id, authors.seal(''));
        const verdict: Verdict = { status: 'rejected', phase: 'author', reason: 'retracted by its author' };
        await store.insertDecision(tx, id, row.status, verdict, 'author');
        await recount(tx, row, 'rejected');
        const payload = { ...toEventPayload(placeholder), previousStatus: row.status as Status };
        await events.append(tx, commentEvents.moderated, { subjectId: id, payload, actor: anonymousActor });
        return;
      }
      await recount(tx, row, null);
      await store.remove(tx, id);
      await events.append(tx, commentEvents.deleted, {
        subjectId: id,
        payload: toEventPayload(row),
        actor: anonymousActor,
      });
    });
  }

  function requireOwnComment(row: CommentRow | undefined, editToken: string): CommentRow {
    if (row === undefined || row.deletedAt !== null)
      throw problems.notFound('The comment does not exist or was retracted.');
    const [sentHash, storedHash] = [
      createHash('sha256').update(editToken).digest(),
      Buffer.from(row.editTokenHash, 'hex'),
    ];
    if (sentHash.length !== storedHash.length || !timingSafeEqual(sentHash, storedHash))
      throw wrongEditToken('The edit token does not belong to this comment.');
    return row;
  }

  function checkEditWindow({ createdAt }: CommentRow): void {
    if (Date.now() - createdAt.getTime() > editWindowMs)
      throw editWindowExpired('The comment is older than 15 minutes and can no longer be edited.');
  }

  return { edit, retract };
}
