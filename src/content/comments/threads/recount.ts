import { commandLineActor, systemActor } from '../../../platform/auth/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { recountStore, type WrongCount } from './recount.store.js';

type Dependencies = { database: Session; events: Events };

export type RecountResult = {
  /** That have comments, or a count of them. */
  articles: number;
  comments: number;
  /** The first of those numbers that were wrong. */
  wrong: Omit<WrongCount, 'articleId'>[];
  wrongCount: number;
};

/** Comments that are compared at a time, on whole articles; numbers that one transaction repairs; those that are told. */
const limits = { compareBatchSize: 10_000, repairBatchSize: 2_000, maxReported: 100 };

/** Counts all comments anew: on each article, direct replies to each comment, all below it. */
export function commentRecount({ database, events }: Dependencies) {
  const store = recountStore(database);

  /** @returns what was wrong, once nobody could change it any more */
  function repairSome(mismatches: readonly WrongCount[]): Promise<WrongCount[]> {
    return database.transaction(systemActor, async (tx) => {
      const wrong = await store.lockWrong(tx, mismatches);
      if (wrong.length === 0) return [];
      await store.repair(tx, wrong);
      const articleIds = [...new Set(wrong.map(({ articleId }) => articleId))];
      await events.appendAll(
        tx,
        commentEvents.counted,
        articleIds.map((articleId) => ({ subjectId: articleId, payload: { articleId }, actor: commandLineActor })),
      );
      return wrong;
    });
  }

  /**
   * Works while comments come in. What is wrong is only told unless it is to be repaired; then it is what was repaired.
   */
  return async function recount({ repair }: { repair: boolean }): Promise<RecountResult> {
    const result: RecountResult = { articles: 0, comments: 0, wrong: [], wrongCount: 0 };
    const addToResult = (wrong: readonly WrongCount[]) => {
      result.wrongCount += wrong.length;
      for (const { articleId: _, ...mismatch } of wrong.slice(0, limits.maxReported - result.wrong.length))
        result.wrong.push(mismatch);
    };
    let after: string | null = null;
    do {
      const upTo: string | null = await store.findRangeEnd(after, limits.compareBatchSize);
      const { articles, comments, wrong } = await store.compare({ after, upTo });
      result.articles += articles;
      result.comments += comments;
      if (!repair) addToResult(wrong);
      else
        for (let at = 0; at < wrong.length; at += limits.repairBatchSize)
          addToResult(await repairSome(wrong.slice(at, at + limits.repairBatchSize)));
      after = upTo;
    } while (after !== null);
    return result;
  };
}
