import { z } from 'zod';
import { commentMarkdownToHtml } from '../../../lib/rich-text/index.js';
import type { Actor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { applyPatch } from '../../../platform/fields/index.js';
import { checkPreconditions, type Preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import { checkDeletable, commentIsGone, countChange, decidedOtherwise, type Told } from '../rules.js';
import type { ModeratedComment, Status } from '../schemas.js';
import type { CommentRow, CommentStore } from '../store.js';
import { type ApprovedChange, countApproved, lockThreads } from '../threads/counts.store.js';
import { CommentEdit } from '../writing.schemas.js';
import type { DecisionInput, DecisionResult } from './decision.schemas.js';
import { type Decision, moderationStore } from './moderation.store.js';

type Needs = {
  database: Session;
  events: Events;
  store: CommentStore;
  told: (row: CommentRow) => Told;
  moderated: (row: CommentRow) => ModeratedComment;
};

/** What moderators do with comments. */
export function moderating({ database, events, store, told, moderated }: Needs) {
  const { rows, decide, lastDecisions, queueCounts } = moderationStore(database);

  /**
   * Decides on many comments, each by itself: what somebody else has decided since a moderator looked stays, and is told.
   * The number of statements is the same however many there are.
   */
  function decideAll(actor: Actor, decisions: readonly DecisionInput[]): Promise<DecisionResult[]> {
    const ids = decisions.map(({ id }) => id);
    return database.transaction(actor, async (tx) => {
      await lockThreads(tx, ids);
      const before = byId(await rows(tx, ids));
      const [fresh, stale] = [[] as DecisionInput[], [] as string[]];
      for (const decision of decisions) {
        const row = before.get(decision.id);
        if (row !== undefined && row.version !== decision.version) stale.push(row.id);
        else if (row !== undefined && !isGone(row, decision.status) && changes(row, decision)) fresh.push(decision);
      }
      if (fresh.length > 0) await carryOut(tx, actor, fresh, before);
      const after = byId(await rows(tx, ids));
      const decided = stale.length === 0 ? new Map<string, never>() : await lastDecisions(tx, stale);
      return decisions.map(({ id, version, status }) => {
        const [was, is] = [before.get(id), after.get(id)];
        const nothing = { id, comment: null, problem: null, decided: null };
        if (was === undefined || is === undefined) return { ...nothing, status: 404 };
        const comment = moderated(is);
        if (was.version !== version) {
          const problem = { code: decidedOtherwise.code, detail: `The current version is ${was.version}.` };
          return { id, status: 409, comment, problem, decided: decided.get(id) ?? null };
        }
        if (!isGone(was, status)) return { ...nothing, status: 200, comment };
        return { ...nothing, status: 409, comment, problem: { code: commentIsGone.code, detail: gone } };
      });
    });
  }

  async function carryOut(
    tx: Transaction,
    actor: Actor,
    inputs: readonly DecisionInput[],
    before: ReadonlyMap<string, CommentRow>,
  ): Promise<void> {
    const decisions: Decision[] = [];
    const counted: ApprovedChange[] = [];
    const moved: { payload: Told & { previousStatus: Status }; subjectId: string; actor: Actor }[] = [];
    for (const { id, status, reason = null } of inputs) {
      const row = before.get(id) as CommentRow;
      const previousStatus = row.status as Status;
      decisions.push({ id, statusBefore: previousStatus, status, reason });
      const change = countChange(previousStatus, status);
      if (change !== 0) counted.push({ id, articleId: row.articleId, parentId: row.parentId, change });
      if (status !== previousStatus)
        moved.push({ subjectId: id, payload: { ...told(row), status, previousStatus }, actor });
    }
    await decide(tx, decisions, actor.name, new Date());
    await countApproved(tx, counted);
    await events.appendAll(tx, commentEvents.moderated, moved);
  }

  /** Decides on a comment, edits or pins it. What changes nothing leaves its version and tells nobody. */
  function moderate(
    actor: Actor,
    id: string,
    patch: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<ModeratedComment> {
    return database.transaction(actor, async (tx) => {
      await lockThreads(tx, [id]);
      const before = found(await store.find(tx, id));
      checkPreconditions(preconditions, before.version);
      if (before.deletedAt !== null) throw commentIsGone(gone);
      const current = { status: before.status as Status, body: before.body, pinned: before.pinnedAt !== null };
      // A text that came from elsewhere may be longer than what is taken here; it is not what is decided on.
      const whole = 'body' in patch ? CommentEdit : CommentEdit.extend({ body: z.string() });
      const { version, reason = null, ...next } = applyPatch(whole, current, patch);
      if (version !== undefined && version !== before.version)
        throw decidedOtherwise(`The current version is ${before.version}.`, {
          members: { currentVersion: before.version, decided: (await lastDecisions(tx, [id])).get(id) ?? null },
        });
      const edited = next.body !== before.body;
      const isDecision = 'status' in patch && changes(before, { id, version: before.version, status: next.status });
      const pinned = next.pinned && next.status === 'approved';
      const pinning = pinned !== current.pinned;
      if (!isDecision && !edited && !pinning) return moderated(before);
      if (isDecision)
        await carryOut(tx, actor, [{ id, version: before.version, status: next.status, reason }], byId([before]));
      if (edited || pinning) {
        const now = new Date();
        await store.update(tx, id, {
          ...(edited ? { body: next.body, bodyHtml: commentMarkdownToHtml(next.body), editedAt: now } : {}),
          pinnedAt: pinned ? (before.pinnedAt ?? now) : null,
          updatedAt: now,
          version: before.version + 1,
        });
      }
      const row = found(await store.find(tx, id));
      const event = { subjectId: id, payload: told(row), actor };
      if (edited) {
        if (!isDecision)
          await store.decided(
            tx,
            id,
            row.status,
            { status: next.status, phase: 'moderator', reason: reason ?? 'edited' },
            actor.name,
          );
        await events.append(tx, commentEvents.edited, event);
      }
      if (pinning) await events.append(tx, commentEvents.pinned, event);
      return moderated(row);
    });
  }

  /** @throws comment-has-replies: a thread is not torn apart */
  function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = found(await store.lock(tx, id));
      checkPreconditions(preconditions, row.version);
      checkDeletable(await store.countReplies(tx, id));
      if (row.status === 'approved') {
        const { articleId, parentId } = row;
        await lockThreads(tx, [id]);
        await countApproved(tx, [{ id, articleId, parentId, change: -1 }]);
      }
      await store.remove(tx, id);
      await events.append(tx, commentEvents.deleted, { subjectId: id, payload: told(row), actor });
    });
  }

  return { decideAll, moderate, remove, queueCounts };
}

const gone = 'Its author took it back, or it was erased: there is nothing left to show.';

const byId = (rows: readonly CommentRow[]) => new Map(rows.map((row) => [row.id, row]));

const isGone = (row: CommentRow, status: Status) => row.deletedAt !== null && status === 'approved';

/** Whether a decision changes anything: it may also say that all is well with what nobody has looked at, or is reported. */
const changes = (row: CommentRow, { status }: DecisionInput) =>
  row.status !== status || row.openFlags > 0 || (status === 'approved' && row.reviewedAt === null);

function found<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw problems.notFound('There is no such comment.');
  return row;
}
