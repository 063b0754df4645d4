import { systemActor } from '../../../platform/auth/index.js';
import type { Queue } from '../../../platform/background/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import { type ArticleEvent, articleEvents, TIMETABLE } from '../events.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { type MovedArticle, plannedChangeStore, timetableStore } from './timetable.store.js';

type Dependencies = { database: Session; events: Events; clock: () => Date };

/** Stories that one transaction moves. */
const batchSize = 50;

/**
 * From this long after its hour on a story is late, and shown as of when it went out; how soon there is another look at what others have in hand;
 * how long a story is left alone that could not be moved; how long one look may take; how often there is one at least, should a clock be set. Milliseconds.
 */
const timing = {
  lateAfterMs: 60_000,
  retryDelayMs: 100,
  failureBackoffMs: 60_000,
  maxWorkMs: 2_000,
  pollIntervalMs: 5_000,
};

/**
 * Does what is planned for stories, at its hour, or as soon after as there is a process to do it. Any number of processes do it together:
 * what one has in hand, the others leave to it, and what one leaves behind that dies, they take up.
 */
export function timetable({ database, events, clock }: Dependencies): Queue {
  const plannedChanges = plannedChangeStore(database);
  /** Stories that could not be moved, and until when they are left alone. */
  const deferredUntil = new Map<string, Date>();
  /** How many looks take one story only, after one that could not move what it took: whatever is wrong with one keeps nobody else. */
  let singleMovesLeft = 0;

  type Move = {
    claim(tx: Transaction, at: Date, some: { limit: number; except: string[] }): Promise<MovedArticle[]>;
    /** What follows in public. */
    updatePublic?(tx: Transaction, articles: readonly MovedArticle[], at: Date): Promise<void>;
    event: ArticleEvent;
  };
  const moves: readonly Move[] = [
    {
      claim: (tx, at, some) => timetableStore.unpublish(tx, { at, ...some }),
      updatePublic: (tx, articles) => publications.remove(tx, idsOf(articles)),
      event: articleEvents.unpublished,
    },
    { claim: (tx, at, some) => timetableStore.dropPlans(tx, { at, ...some }), event: articleEvents.unscheduled },
    {
      claim: (tx, at, some) => timetableStore.publish(tx, { at, ...some }, new Date(at.getTime() - timing.lateAfterMs)),
      async updatePublic(tx, articles, at) {
        await publications.upsert(tx, idsOf(articles));
        const releases = articles.map(({ id, before = null, revision }) => ({ id, before, after: revision }));
        await releaseCorrections(tx, events, systemActor, releases, at);
      },
      event: articleEvents.published,
    },
  ];

  /** @returns how many stories were moved */
  async function moveBatch({ claim, updatePublic, event }: Move, at: Date): Promise<number> {
    for (const [id, until] of deferredUntil) if (until <= at) deferredUntil.delete(id);
    const limit = singleMovesLeft > 0 ? 1 : batchSize;
    let ids: string[] = [];
    try {
      await database.transaction(systemActor, async (tx) => {
        const articles = await claim(tx, at, { limit, except: [...deferredUntil.keys()] });
        ids = idsOf(articles);
        if (ids.length > 0) await updatePublic?.(tx, articles, at);
        await events.appendAll(
          tx,
          event,
          articles.map((article) => ({ subjectId: article.id, payload: article, actor: systemActor })),
        );
      });
    } catch (error) {
      if (ids.length > 1) singleMovesLeft = batchSize;
      else for (const id of ids) deferredUntil.set(id, new Date(at.getTime() + timing.failureBackoffMs));
      throw error;
    }
    singleMovesLeft = Math.max(0, singleMovesLeft - ids.length);
    return ids.length;
  }

  return {
    name: 'timetable',
    wakeSignals: [TIMETABLE],
    everyMs: timing.pollIntervalMs,
    async work() {
      const next = await plannedChanges.findNextTime();
      if (next === null) return 'idle';
      const at = clock();
      if (next > at) return next;
      const deadline = Date.now() + timing.maxWorkMs;
      let count = 0;
      for (const move of moves) {
        let movedCount = batchSize;
        while (movedCount === batchSize && Date.now() < deadline) {
          movedCount = await moveBatch(move, at);
          count += movedCount;
        }
      }
      if (count > 0) return 'more';
      singleMovesLeft = 0;
      return new Date(Date.now() + timing.retryDelayMs);
    },
  };
}

const idsOf = (articles: readonly MovedArticle[]) => articles.map(({ id }) => id);
