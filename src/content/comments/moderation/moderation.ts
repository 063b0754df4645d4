import { z } from 'zod';
import { type Actor, createSectionLimitProblem } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { applyPatch } from '../../../platform/fields/index.js';
import { checkPreconditions, type Preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { convert } from '../../../platform/rich-text/index.js';
import { findForeignArticles, requireSectionAccess } from '../../section-limits/index.js';
import { commentEvents } from '../events.js';
import { CommentEdit } from '../input.schemas.js';
import { type CommentEventPayload, checkDeletable, commentIsGone, countChange, decisionConflict } from '../rules.js';
import type { ModeratedComment, Status } from '../schemas.js';
import type { CommentRow, CommentStore } from '../store.js';
import { type ApprovedChange, countApproved, lockThreads } from '../threads/counts.store.js';
import type { DecisionInput, DecisionResult } from './decision.schemas.js';
import { type Decision, moderationStore } from './moderation.store.js';

type Dependencies = {
  database: Session;
  events: Events;
  store: CommentStore;
  toEventPayload: (row: CommentRow) => CommentEventPayload;
  presentForModerator: (row: CommentRow) => ModeratedComment;
};

/** Decides on, edits, pins and deletes comments for moderators. */
export function commentModeration({ database, events, store, toEventPayload, presentForModerator }: Dependencies) {
  const { rows, decide, lastDecisions, queueCounts } = moderationStore(database);

  /**
   * Decides on many comments, independently of each other. A decision on an older version of a comment has no effect;
   * its result contains the decision of the other moderator. The number of statements does not depend on the number of
   * comments.
   */
  function decideAll(actor: Actor, decisions: readonly DecisionInput[]): Promise<DecisionResult[]> {
    const ids = decisions.map(({ id }) => id);
    return database.transaction(actor, async (tx) => {
      await lockThreads(tx, ids);
      const before = byId(await rows(tx, ids));
      const foreignArticles = await findForeignArticles(tx, actor, articleIdsOf(before.values()));
      const isForeign = (row: CommentRow) => foreignArticles.has(row.articleId);
      const [fresh, stale] = [[] as DecisionInput[], [] as string[]];
      for (const decision of decisions) {
        const row = before.get(decision.id);
        if (row === undefined || isForeign(row)) continue;
        if (row.version !== decision.version) stale.push(row.id);
        else if (!isGone(row, decision.status) && hasEffect(row, decision)) fresh.push(decision);
      }
      if (fresh.length > 0) await applyDecisions(tx, actor, fresh, before);
      const after = byId(await rows(tx, ids));
      const decisionById = stale.length === 0 ? new Map<string, never>() : await lastDecisions(tx, stale);
      return decisions.map(({ id, version, status }) => {
        const [previousRow, currentRow] = [before.get(id), after.get(id)];
        const emptyResult = { id, comment: null, problem: null, decided: null };
        if (previousRow === undefined || currentRow === undefined) return { ...emptyResult, status: 404 };
        const comment = presentForModerator(currentRow);
        if (actor.sectionLimit !== null && isForeign(previousRow)) {
          const { definition, detail } = createSectionLimitProblem(actor.sectionLimit);
          return { ...emptyResult, status: 403, comment, problem: { code: definition.code, detail } };
        }
        if (previousRow.version !== version) {
          const problem = { code: decisionConflict.code, detail: `The current version is ${previousRow.version}.` };
          return { id, status: 409, comment, problem, decided: decisionById.get(id) ?? null };
        }
        if (!isGone(previousRow, status)) return { ...emptyResult, status: 200, comment };
        return { ...emptyResult, status: 409, comment, problem: { code: commentIsGone.code, detail: goneDetail } };
      });
    });
  }

  async function applyDecisions(
    tx: Transaction,
    actor: Actor,
    inputs: readonly DecisionInput[],
    before: ReadonlyMap<string, CommentRow>,
  ): Promise<void> {
    const decisions: Decision[] = [];
    const approvedChanges: ApprovedChange[] = [];
    const moderatedEvents: {
      payload: CommentEventPayload & { previousStatus: Status };
      subjectId: string;
      actor: Actor;
    }[] = [];
    for (const { id, status, reason = null } of inputs) {
      const row = before.get(id) as CommentRow;
      const previousStatus = row.status as Status;
      decisions.push({ id, statusBefore: previousStatus, status, reason });
      const change = countChange(previousStatus, status);
      if (change !== 0) approvedChanges.push({ id, articleId: row.articleId, parentId: row.parentId, change });
      if (status !== previousStatus)
        moderatedEvents.push({ subjectId: id, payload: { ...toEventPayload(row), status, previousStatus }, actor });
    }
    await decide(tx, decisions, actor.name, new Date());
    await countApproved(tx, approvedChanges);
    await events.appendAll(tx, commentEvents.moderated, moderatedEvents);
  }

  /**
   * Decides on, edits or pins a comment. A patch without effect leaves the version as it is and appends no event.
   *
   * @throws not-found, stale-version, comment-is-gone, decided-otherwise, invalid-request
   */
  async function moderate(
    actor: Actor,
    id: string,
    patch: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<ModeratedComment> {
    // Converted before the transaction, so that no lock waits for a thread. The transaction gets the same result again.
    const newBody = CommentEdit.shape.body.safeParse(patch.body);
    if (newBody.success) await convert('commentMarkdownToHtml', newBody.data);
    return database.transaction(actor, async (tx) => {
      await lockThreads(tx, [id]);
      const before = requireComment(await store.find(tx, id));
      await requireSectionAccess(tx, actor, { articleIds: [before.articleId] });
      checkPreconditions(preconditions, before.version);
      if (before.deletedAt !== null) throw commentIsGone(goneDetail);
      const current = { status: before.status as Status, body: before.body, pinned: before.pinnedAt !== null };
      // An imported text may be longer than the schema allows. It is validated only if the patch changes it.
      const schema = 'body' in patch ? CommentEdit : CommentEdit.extend({ body: z.string() });
      const { version, reason = null, ...next } = applyPatch(schema, current, patch);
      if (version !== undefined && version !== before.version)
        throw decisionConflict(`The current version is ${before.version}.`, {
          members: { currentVersion: before.version, decided: (await lastDecisions(tx, [id])).get(id) ?? null },
        });
      const isEdited = next.body !== before.body;
      const isDecision = 'status' in patch && hasEffect(before, { id, version: before.version, status: next.status });
      const isPinned = next.pinned && next.status === 'approved';
      const isPinChanged = isPinned !== current.pinned;
      if (!isDecision && !isEdited && !isPinChanged) return presentForModerator(before);
      if (isDecision)
        await applyDecisions(tx, actor, [{ id, version: before.version, status: next.status, reason }], byId([before]));
      if (isEdited || isPinChanged) {
        const now = new Date();
        await store.update(tx, id, {
          ...(isEdited
            ? { body: next.body, bodyHtml: await convert('commentMarkdownToHtml', next.body), editedAt: now }
            : {}),
          pinnedAt: isPinned ? (before.pinnedAt ?? now) : null,
          updatedAt: now,
          version: before.version + 1,
        });
      }
      const row = requireComment(await store.find(tx, id));
      const event = { subjectId: id, payload: toEventPayload(row), actor };
      if (isEdited) {
        if (!isDecision)
          await store.insertDecision(
            tx,
            id,
            row.status,
            { status: next.status, phase: 'moderator', reason: reason ?? 'edited' },
            actor.name,
          );
        await events.append(tx, commentEvents.edited, event);
      }
      if (isPinChanged) await events.append(tx, commentEvents.pinned, event);
      return presentForModerator(row);
    });
  }

  /**
   * Deletes a comment permanently.
   *
   * @throws not-found, stale-version, and comment-has-replies if there is any reply
   */
  function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = requireComment(await store.lock(tx, id));
      await requireSectionAccess(tx, actor, { articleIds: [row.articleId] });
      checkPreconditions(preconditions, row.version);
      checkDeletable(await store.countReplies(tx, id));
      if (row.status === 'approved') {
        const { articleId, parentId } = row;
        await lockThreads(tx, [id]);
        await countApproved(tx, [{ id, articleId, parentId, change: -1 }]);
      }
      await store.remove(tx, id);
      await events.append(tx, commentEvents.deleted, { subjectId: id, payload: toEventPayload(row), actor });
    });
  }

  return { decideAll, moderate, remove, queueCounts };
}

const goneDetail = 'The author retracted the comment, or it was erased. It has no content that could be shown.';

const byId = (rows: readonly CommentRow[]) => new Map(rows.map((row) => [row.id, row]));

const articleIdsOf = (rows: Iterable<CommentRow>) => [...new Set(Array.from(rows, ({ articleId }) => articleId))];

const isGone = (row: CommentRow, status: Status) => row.deletedAt !== null && status === 'approved';

/** Returns whether a decision changes anything. Confirming the status of a reported or unreviewed comment does. */
const hasEffect = (row: CommentRow, { status }: DecisionInput) =>
  row.status !== status || row.openFlags > 0 || (status === 'approved' && row.reviewedAt === null);

function requireComment<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('The comment does not exist.');
  return row;
}
