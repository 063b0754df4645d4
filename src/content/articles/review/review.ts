import { v7 as uuid } from 'uuid';
import { type Actor, authorIdOf } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import { problems } from '../../../platform/problems/index.js';
import { type ArticleDependencies, toEventPayload } from '../drafts/dependencies.js';
import type { DeskArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import { isAssignable } from './assignees.store.js';
import type { ReviewState } from './desk.schemas.js';
import { noteStore } from './notes.store.js';
import { reviewEvents } from './review.events.js';
import { checkReviewStep, requireOwnUserId } from './review.rules.js';
import type { ApproveInput, AssigneeInput, ReturnInput, SubmitInput } from './review.schemas.js';
import { reviewStateOf } from './state.rules.js';

type Step = { step: ReviewState; note: string | undefined; assignee?: SubmitInput['assignee'] };

const moves = { submitted: 'submit', returned: 'return', approved: 'approve' } as const;

/** Creates the operations of the review: submit, return, approve and assign. */
export function createReviewOperations({
  database,
  events,
  store,
  clock,
  approvals,
  lockArticle,
  requireDeskArticle,
}: ArticleDependencies) {
  const submit = (actor: Actor, ref: string, { note, assignee }: SubmitInput, preconditions?: Preconditions) =>
    recordStep(actor, ref, { step: 'submitted', note, assignee }, preconditions);

  const returnToAuthor = (actor: Actor, ref: string, { note }: ReturnInput, preconditions?: Preconditions) =>
    recordStep(actor, ref, { step: 'returned', note }, preconditions);

  const approve = (actor: Actor, ref: string, { note }: ApproveInput, preconditions?: Preconditions) =>
    recordStep(actor, ref, { step: 'approved', note }, preconditions);

  /**
   * Takes a step of the review for the newest revision. Does nothing if the actor has already taken it, unless there is a
   * note.
   *
   * @throws illegal-move; unknown-reference for an unknown assignee; own-approval
   */
  function recordStep(
    actor: Actor,
    ref: string,
    { step, note, assignee }: Step,
    preconditions: Preconditions | undefined,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, moves[step], preconditions);
      checkReviewStep(step, row);
      const assigneeId =
        assignee === undefined ? row.assigneeId : await requireAssigneeId(tx, actor, assignee, '/assignee');
      if (note === undefined && assigneeId === row.assigneeId && (await isTaken(tx, actor, row, step)))
        return requireDeskArticle(tx, row.id);
      if (step === 'approved') await approvals.requireOtherAuthor(tx, actor, row);
      const now = clock();
      const { id: articleId, revision } = row;
      await store.updateState(tx, row, { reviewStep: step, reviewRevision: revision, assigneeId, updatedAt: now });
      const noteId = uuid();
      await noteStore.create(tx, {
        id: noteId,
        articleId,
        kind: step,
        text: note ?? null,
        revision,
        author: actor.name,
        authorId: authorIdOf(actor),
        createdAt: now,
      });
      const article = await requireDeskArticle(tx, articleId);
      const payload = { ...toEventPayload(article), assigneeId };
      if (assigneeId !== row.assigneeId)
        await events.append(tx, reviewEvents.assigned, { subjectId: articleId, payload, actor });
      await events.append(tx, reviewEvents[step], { subjectId: articleId, payload: { ...payload, noteId }, actor });
      return article;
    });
  }

  /** Returns whether the actor has taken the last step of the review already, for the newest revision. */
  async function isTaken(tx: Transaction, actor: Actor, row: ArticleRow, step: ReviewState): Promise<boolean> {
    if (reviewStateOf(row) !== step || row.reviewRevision !== row.revision) return false;
    return (await noteStore.findLastStep(tx, row.id))?.authorId === authorIdOf(actor);
  }

  /** Assigns an article to a user, or ends its assignment. */
  function assign(
    actor: Actor,
    ref: string,
    { user }: AssigneeInput,
    preconditions?: Preconditions,
  ): Promise<DeskArticle> {
    return database.transaction(actor, async (tx) => {
      const row = await lockArticle(tx, actor, ref, 'assign', preconditions);
      const assigneeId = await requireAssigneeId(tx, actor, user, '/user');
      if (assigneeId === row.assigneeId) return requireDeskArticle(tx, row.id);
      await store.updateState(tx, row, { assigneeId, updatedAt: clock() });
      const article = await requireDeskArticle(tx, row.id);
      const payload = { ...toEventPayload(article), assigneeId };
      await events.append(tx, reviewEvents.assigned, { subjectId: row.id, payload, actor });
      return article;
    });
  }

  return { submit, returnToAuthor, approve, assign };
}

/**
 * Returns the id of the user whom a request names.
 *
 * @throws invalid-request for `me` with a token that belongs to no user; unknown-reference for a user who does not exist
 * or is deactivated
 */
async function requireAssigneeId(
  tx: Transaction,
  actor: Actor,
  user: string | null,
  pointer: string,
): Promise<string | null> {
  if (user === null) return null;
  const userId = user === 'me' ? requireOwnUserId(actor, { pointer }) : user;
  if (await isAssignable(tx, userId)) return userId;
  const detail = 'There is no such user, or the user is deactivated.';
  throw problems.unknownReference(`"${pointer}": ${detail}`, {
    errors: [{ pointer, code: 'unknown-user', detail }],
  });
}
