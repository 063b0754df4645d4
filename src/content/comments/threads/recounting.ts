import { commandLine, system } from '../../../platform/auth/index.js';
import type { Session } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { commentEvents } from '../events.js';
import { recountStore, type WrongCount } from './recount.store.js';

type Needs = { database: Session; events: Events };

export type Recounted = {
  /** That have comments, or a count of them. */
  articles: number;
  comments: number;
  /** The first of those numbers that were wrong. */
  wrong: Omit<WrongCount, 'articleId'>[];
  wrongCount: number;
};

/** Comments that are compared at a time, on whole articles; numbers that one transaction repairs; those that are told. */
const most = { compared: 10_000, repaired: 2_000, told: 100 };

/** Counts all comments anew: on each article, direct replies to each comment, all below it. */
export function recounting({ database, events }: Needs) {
  const store = recountStore(database);

  /** @returns what was wrong, once nobody could change it any more */
  function repairSome(found: readonly WrongCount[]): Promise<WrongCount[]> {
    return database.transaction(system, async (tx) => {
      const wrong = await store.lockWrong(tx, found);
      if (wrong.length === 0) return [];
      await store.repair(tx, wrong);
      const articleIds = [...new Set(wrong.map(({ articleId }) => articleId))];
      await events.appendAll(
        tx,
        commentEvents.counted,
        articleIds.map((articleId) => ({ subjectId: articleId, payload: { articleId }, actor: commandLine })),
      );
      return wrong;
    });
  }

  /**
   * Works while comments come in. What is wrong is only told unless it is to be repaired; then it is what was repaired.
   */
  return async function recount({ repair }: { repair: boolean }): Promise<Recounted> {
    const result: Recounted = { articles: 0, comments: 0, wrong: [], wrongCount: 0 };
    const tell = (wrong: readonly WrongCount[]) => {
      result.wrongCount += wrong.length;
      for (const { articleId: _, ...one } of wrong.slice(0, most.told - result.wrong.length)) result.wrong.push(one);
    };
    let after: string | null = null;
    do {
      const upTo: string | null = await store.end(after, most.compared);
      const { articles, comments, wrong } = await store.compare({ after, upTo });
      result.articles += articles;
      result.comments += comments;
      if (!repair) tell(wrong);
      else
        for (let at = 0; at < wrong.length; at += most.repaired)
          tell(await repairSome(wrong.slice(at, at + most.repaired)));
      after = upTo;
    } while (after !== null);
    return result;
  };
}
