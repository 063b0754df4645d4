import { commandLineActor, systemActor } from '../../../platform/auth/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { recountStore, type WrongCount } from './recount.store.js';

type Dependencies = { database: Session; events: Events };

export type RecountResult = {
  /** Articles that have comments or a stored count. */
  articles: number;
  comments: number;
  /** The first wrong counts, up to `maxReported`. */
  wrong: Omit<WrongCount, 'articleId'>[];
  wrongCount: number;
};

/**
 * How many comments one query compares (on whole articles), how many counts one transaction repairs, and how many wrong
 * counts are reported.
 */
const limits = { compareBatchSize: 10_000, repairBatchSize: 2_000, maxReported: 100 };

/** Recounts the comments on each article, the direct replies to each comment, and all its descendants. */
export function commentRecount({ database, events }: Dependencies) {
  const store = recountStore(database);

  /**
   * Repairs counts in one transaction.
   *
   * @returns the counts that were still wrong after they were locked
   */
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
   * Recounts while comments are being posted. Without `repair` it only reports wrong counts. With `repair` it reports
   * the repaired counts.
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
