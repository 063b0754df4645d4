import { system } from '../../../platform/auth/index.js';
import type { Queue } from '../../../platform/background/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import { type ArticleEvent, articleEvents, TIMETABLE } from '../events.js';
import { newsstandStore as newsstand } from '../publishing/newsstand.store.js';
import { type Moved, plannedStore, timetableStore } from './timetable.store.js';

type Needs = { database: Session; events: Events; clock: () => Date };

/** Stories that one transaction moves. */
const batch = 50;

/**
 * From this long after its hour on a story is late, and shown as of when it went out; how soon there is another look at what others have in hand;
 * how long a story is left alone that could not be moved; how long one look may take; how often there is one at least, should a clock be set. Milliseconds.
 */
const timing = { late: 60_000, inHand: 100, aside: 60_000, slice: 2_000, look: 5_000 };

/**
 * Does what is planned for stories, at its hour, or as soon after as there is a process to do it. Any number of processes do it together:
 * what one has in hand, the others leave to it, and what one leaves behind that dies, they take up.
 */
export function timetable({ database, events, clock }: Needs): Queue {
  const planned = plannedStore(database);
  /** Stories that could not be moved, and until when they are left alone. */
  const aside = new Map<string, Date>();
  /** How many looks take one story only, after one that could not move what it took: whatever is wrong with one keeps nobody else. */
  let singly = 0;

  type Move = {
    claim(tx: Transaction, at: Date, some: { limit: number; except: string[] }): Promise<Moved[]>;
    /** What follows in public. */
    show?(tx: Transaction, stories: readonly Moved[], at: Date): Promise<void>;
    event: ArticleEvent;
  };
  const moves: readonly Move[] = [
    {
      claim: (tx, at, some) => timetableStore.unpublish(tx, { at, ...some }),
      show: (tx, stories) => newsstand.take(tx, idsOf(stories)),
      event: articleEvents.unpublished,
    },
    { claim: (tx, at, some) => timetableStore.drop(tx, { at, ...some }), event: articleEvents.unscheduled },
    {
      claim: (tx, at, some) => timetableStore.publish(tx, { at, ...some }, new Date(at.getTime() - timing.late)),
      async show(tx, stories, at) {
        await newsstand.put(tx, idsOf(stories));
        const publications = stories.map(({ id, before = null, revision }) => ({ id, before, after: revision }));
        await releaseCorrections(tx, events, system, publications, at);
      },
      event: articleEvents.published,
    },
  ];

  /** @returns how many stories were moved */
  async function moveSome({ claim, show, event }: Move, at: Date): Promise<number> {
    for (const [id, until] of aside) if (until <= at) aside.delete(id);
    const limit = singly > 0 ? 1 : batch;
    let ids: string[] = [];
    try {
      await database.transaction(system, async (tx) => {
        const stories = await claim(tx, at, { limit, except: [...aside.keys()] });
        ids = idsOf(stories);
        if (ids.length > 0) await show?.(tx, stories, at);
        await events.appendAll(
          tx,
          event,
          stories.map((story) => ({ subjectId: story.id, payload: story, actor: system })),
        );
      });
    } catch (error) {
      if (ids.length > 1) singly = batch;
      else for (const id of ids) aside.set(id, new Date(at.getTime() + timing.aside));
      throw error;
    }
    singly = Math.max(0, singly - ids.length);
    return ids.length;
  }

  return {
    name: 'timetable',
    wokenBy: [TIMETABLE],
    everyMs: timing.look,
    async work() {
      const next = await planned.next();
      if (next === null) return 'idle';
      const at = clock();
      if (next > at) return next;
      const enough = Date.now() + timing.slice;
      let count = 0;
      for (const move of moves) {
        let moved = batch;
        while (moved === batch && Date.now() < enough) {
          moved = await moveSome(move, at);
          count += moved;
        }
      }
      if (count > 0) return 'more';
      singly = 0;
      return new Date(Date.now() + timing.inHand);
    },
  };
}

const idsOf = (stories: readonly Moved[]) => stories.map(({ id }) => id);
