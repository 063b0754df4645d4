import type { Actor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import type { ArticleEvent } from '../events.js';
import type { ApprovalChecks } from '../review/approval.js';
import type { Move } from '../rules.js';
import type { DeskArticle, Status } from '../schemas.js';
import type { ArticleRow, DeskStore } from '../store.js';

/** What the operations on articles share. */
export type ArticleDependencies = {
  database: Session;
  events: Events;
  store: DeskStore;
  /** Returns the current time. */
  clock: () => Date;
  approvals: ApprovalChecks;
  /**
   * Reads the draft copy and locks it until the transaction ends. Checks that the actor may change the article.
   *
   * @throws not-found, stale-version, outside-sections, illegal-move if the state of the article does not allow the
   *   move, or needs-approval before a publication
   */
  lockArticle(
    tx: Transaction,
    actor: Actor,
    ref: string,
    move: Move | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<ArticleRow>;
  /** Runs work in the given transaction, or in a new one. */
  inTransaction<T>(actor: Actor, tx: Transaction | undefined, work: (tx: Transaction) => Promise<T>): Promise<T>;
  requireDeskArticle(tx: Transaction, id: string): Promise<DeskArticle>;
  /** Reads the desk view and appends the event of the change. Call it last in the transaction. */
  recordEvent(tx: Transaction, event: ArticleEvent, id: string, actor: Actor): Promise<DeskArticle>;
};

type EventPayload = { id: string; slug: string; status: Status; version: number; revision: number };

/** Returns the payload that all events of an article share. */
export const toEventPayload = ({ id, slug, status, version, revision }: EventPayload): EventPayload => ({
  id,
  slug,
  status,
  version,
  revision,
});

/** The columns of an article without a plan. Unpublishing, trashing and killing an article end its plans. */
export const emptyPlan = { scheduledFor: null, scheduledRevision: null, unpublishAt: null } as const;
