import { systemActor } from '../../../platform/auth/index.js';
import type { Queue } from '../../../platform/background/index.js';
import type { Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { TIMETABLE } from '../../../platform/plans/index.js';
import { releaseCorrections } from '../../corrections/index.js';
import { type ArticleEvent, articleEvents } from '../events.js';
import { publicationStore as publications } from '../publishing/publications.store.js';
import { writePublications } from '../publishing/write-publications.js';
import { type MovedArticle, plannedChangeStore, timetableStore } from './timetable.store.js';

type Dependencies = { database: Session; events: Events; clock: () => Date };

/** The number of articles that one transaction processes. */
const batchSize = 50;

const timing = {
  /** An article that is published this long after its planned time is late and shows the actual time. */
  lateAfterMs: 60_000,
  /** The delay before the next run if other processes have locked all due articles. */
  retryDelayMs: 100,
  /** How long an article is skipped after a failure. */
  failureBackoffMs: 60_000,
  /** How long one run may take. */
  maxWorkMs: 2_000,
  /** The longest time between two runs, in case the clock of the machine is changed. */
  pollIntervalMs: 5_000,
};

/**
 * Publishes and unpublishes articles at their planned times, or as soon as a process is available. Several processes
 * may run it: each skips the articles that another has locked, and takes over the articles of a process that died.
 */
export function timetable({ database, events, clock }: Dependencies): Queue {
  const plannedChanges = plannedChangeStore(database);
  /** Articles that failed, and until when they are skipped. */
  const deferredUntil = new Map<string, Date>();
  /**
   * After a batch failed, this many articles are processed one by one, so that a bad article does not block the others.
   */
  let singleMovesLeft = 0;

  type Move = {
    claim(tx: Transaction, at: Date, some: { limit: number; except: string[] }): Promise<MovedArticle[]>;
    /** Updates the publications of the articles. */
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
        await writePublications(tx, events, systemActor, idsOf(articles));
        const releases = articles.map(({ id, before = null, revision }) => ({ id, before, after: revision }));
        await releaseCorrections(tx, events, systemActor, releases, at);
      },
      event: articleEvents.published,
    },
  ];

  /** Processes one batch and returns the number of articles that it changed. */
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
