import { type Actor, mustHold } from '../../platform/auth/index.js';
import type { Database, Reader, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { lockEvents } from './events.js';
import { lockedBy } from './rules.js';
import type { Lock, LockInput } from './schemas.js';
import { lockStore } from './store.js';

/** What locks need of stories. */
type Articles = { find(reader: Reader, ref: string): Promise<{ id: string } | undefined> };

type Needs = { database: Database; events: Events; articles: Articles };

const holderOf = ({ name, tokenId }: Actor) => ({ holder: name, tokenId });

/** Who works on which story. It is advice: nobody is kept from saving. */
export function lockService({ database, events, articles }: Needs) {
  const store = lockStore(database);

  async function list(ref: string): Promise<Page<Lock & { id: string }>> {
    const id = await mustFind(database, ref);
    const current = await store.current(id);
    return { data: current === undefined ? [] : [{ id, ...current }], page: { next: null, previous: null } };
  }

  /**
   * Locks a story, or renews the lock that the actor has on it.
   *
   * @throws locked, naming the holder, where somebody else has it; forbidden to take it over without content:publish
   */
  function take(actor: Actor, ref: string, input: LockInput): Promise<{ lock: Lock; isNew: boolean }> {
    if (input.force) mustHold(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await mustFind(tx, ref);
      const now = new Date();
      const until = new Date(now.getTime() + input.ttlSeconds * 1000);
      const taken = await store.take(tx, id, holderOf(actor), { now, until, force: input.force });
      if (taken === undefined) throw await refusal(tx, id);
      const { before, ...lock } = taken;
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
    if (force) mustHold(actor, 'content:publish');
    return database.transaction(actor, async (tx) => {
      const id = await mustFind(tx, ref);
      const released = await store.release(tx, id, holderOf(actor), force);
      if (released === undefined) {
        const current = await store.current(id, tx);
        if (current !== undefined) throw lockedBy(current);
        return;
      }
      const payload = { articleId: id, holder: released.holder, expiresAt: released.expiresAt };
      await events.append(tx, lockEvents.released, { subjectId: id, payload, actor });
    });
  }

  async function refusal(tx: Transaction, id: string) {
    const current = await store.current(id, tx);
    return current === undefined ? problems.conflict('Somebody has just let go of it.') : lockedBy(current);
  }

  async function mustFind(reader: Reader, ref: string): Promise<string> {
    const article = await articles.find(reader, ref);
    if (article === undefined) throw problems.notFound('There is no such article.');
    return article.id;
  }

  return { list, take, release };
}

export type LockService = ReturnType<typeof lockService>;
