import { type Actor, requireScope } from '../../platform/auth/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { requireSectionAccess } from '../section-limits/index.js';
import { lockEvents } from './events.js';
import { articleLockedProblem } from './rules.js';
import type { Lock, LockInput } from './schemas.js';
import { lockStore } from './store.js';

/** Looks up articles by id or slug. */
type Articles = { find(reader: Reader, ref: string): Promise<{ id: string } | undefined> };

type Dependencies = { database: Database; events: Events; articles: Articles };

/** A user keeps a lock from one session to the next, so the token does not matter. */
const holderOf = ({ name, tokenId, userId }: Actor) => ({
  holder: name,
  tokenId: userId === null ? tokenId : null,
  userId,
});

/** Manages the locks of articles. Locks are advisory and prevent nobody from saving. */
export function lockService({ database, events, articles }: Dependencies) {
  const store = lockStore(database);

  async function list(ref: string): Promise<Page<Lock & { id: string }>> {
    const id = await requireArticleId(database, ref);
    const current = await store.current(id);
    return { data: current === undefined ? [] : [{ id, ...current }], page: { next: null, previous: null } };
  }

  /**
   * Locks an article, or renews the actor's own lock.
   *
   * @throws not-found; locked if somebody else has the lock; forbidden if `force` is set without content:publish
   */
  function acquire(actor: Actor, ref: string, input: LockInput): Promise<{ lock: Lock; isNew: boolean }> {
    if (input.force) requireScope(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await requireArticleId(tx, ref);
      await requireSectionAccess(tx, actor, { articleIds: [id], copies: 'draft' });
      const now = new Date();
      const until = new Date(now.getTime() + input.ttlSeconds * 1000);
      const acquiredLock = await store.acquire(tx, id, holderOf(actor), { now, until, force: input.force });
      if (acquiredLock === undefined) throw await refusal(tx, id);
      const { before, ...lock } = acquiredLock;
      const isNew = lock.since === now.toISOString();
      if (isNew) {
        const payload = { articleId: id, holder: lock.holder, expiresAt: lock.expiresAt, takenFrom: before };
        await events.append(tx, lockEvents.taken, { subjectId: id, payload, actor });
      }
      return { lock, isNew };
    });
  }

  /**
   * Releases the lock of an article. Does nothing if there is no lock.
   *
   * @throws not-found; locked if somebody else has the lock and `force` is not set; forbidden
   */
  function release(actor: Actor, ref: string, force: boolean): Promise<void> {
    if (force) requireScope(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await requireArticleId(tx, ref);
      await requireSectionAccess(tx, actor, { articleIds: [id], copies: 'draft' });
      const releasedLock = await store.release(tx, id, holderOf(actor), force);
      if (releasedLock === undefined) {
        const current = await store.current(id, tx);
        if (current !== undefined) throw articleLockedProblem(current);
        return;
      }
      const payload = { articleId: id, holder: releasedLock.holder, expiresAt: releasedLock.expiresAt };
      await events.append(tx, lockEvents.released, { subjectId: id, payload, actor });
    });
  }

  async function refusal(tx: Transaction, id: string) {
    const current = await store.current(id, tx);
    return current === undefined
      ? problems.conflict('The lock was released in the meantime. Repeat the request.')
      : articleLockedProblem(current);
  }

  async function requireArticleId(reader: Reader, ref: string): Promise<string> {
    const article = await articles.find(reader, ref);
    if (article === undefined) throw problems.notFound('The article does not exist.');
    return article.id;
  }

  return { list, acquire, release };
}

export type LockService = ReturnType<typeof lockService>;
