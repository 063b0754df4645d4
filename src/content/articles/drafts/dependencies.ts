import type { Actor } from '../../../platform/auth/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import type { Preconditions } from '../../../platform/preconditions/index.js';
import type { ArticleEvent } from '../events.js';
import type { Move } from '../rules.js';
import type { DeskArticle, Status } from '../schemas.js';
import type { ArticleRow, DeskStore } from '../store.js';

/** What the verbs of a story's life are made of. */
export type ArticleDependencies = {
  database: Session;
  events: Events;
  store: DeskStore;
  /** What the time is. */
  clock: () => Date;
  /** Gives the working copy, where it may be moved so, and keeps others from it until the transaction ends. */
  lockArticle(
    tx: Transaction,
    ref: string,
    move: Move | undefined,
    preconditions: Preconditions | undefined,
  ): Promise<ArticleRow>;
  /** Runs in a transaction that is open already, or in one of its own. */
  inTransaction<T>(actor: Actor, tx: Transaction | undefined, work: (tx: Transaction) => Promise<T>): Promise<T>;
  requireDeskArticle(tx: Transaction, id: string): Promise<DeskArticle>;
  /** Reads the story and appends the event of its change, last in the transaction. */
  recordEvent(tx: Transaction, event: ArticleEvent, id: string, actor: Actor): Promise<DeskArticle>;
};

type EventPayload = { id: string; slug: string; status: Status; version: number; revision: number };

/** What every event of a story says of it. */
export const toEventPayload = ({ id, slug, status, version, revision }: EventPayload): EventPayload => ({
  id,
  slug,
  status,
  version,
  revision,
});

/** Whatever takes a story from the newsstand or from the desk ends what was planned for it. */
export const emptyPlan = { scheduledFor: null, scheduledRevision: null, unpublishAt: null } as const;
