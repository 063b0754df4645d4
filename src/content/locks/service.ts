import { type Actor, requireScope } from '../../platform/auth/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { lockEvents } from './events.js';
import { articleLockedProblem } from './rules.js';
import type { Lock, LockInput } from './schemas.js';
import { lockStore } from './store.js';

/** What locks need of stories. */
type Articles = { find(reader: Reader, ref: string): Promise<{ id: string } | undefined> };

type Dependencies = { database: Database; events: Events; articles: Articles };

const holderOf = ({ name, tokenId }: Actor) => ({ holder: name, tokenId });

/** Who works on which story. It is advice: nobody is kept from saving. */
export function lockService({ database, events, articles }: Dependencies) {
  const store = lockStore(database);

  async function list(ref: string): Promise<Page<Lock & { id: string }>> {
    const id = await requireArticleId(database, ref);
    const current = await store.current(id);
    return { data: current === undefined ? [] : [{ id, ...current }], page: { next: null, previous: null } };
  }

  /**
   * Locks a story, or renews the lock that the actor has on it.
   *
   * @throws locked, naming the holder, where somebody else has it; forbidden to take it over without content:publish
   */
  function acquire(actor: Actor, ref: string, input: LockInput): Promise<{ lock: Lock; isNew: boolean }> {
    if (input.force) requireScope(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await requireArticleId(tx, ref);
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

  /** Lets go of a story; of one that nobody holds, too. @throws locked where somebody else has it and `force` is not said */
  function release(actor: Actor, ref: string, force: boolean): Promise<void> {
    if (force) requireScope(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await requireArticleId(tx, ref);
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
    return current === undefined ? problems.conflict('Somebody has just let go of it.') : articleLockedProblem(current);
  }

  async function requireArticleId(reader: Reader, ref: string): Promise<string> {
    const article = await articles.find(reader, ref);
    if (article === undefined) throw problems.notFound('There is no such article.');
    return article.id;
  }

  return { list, acquire, release };
}

export type LockService = ReturnType<typeof lockService>;
