import { entityName } from '../../../lib/entity-name.js';
import { TIMETABLE } from '../events.js';
import type { PlannedChange } from './timetable.store.js';

/** Changes that are planned, by the names of the public answers that they make stale; further ahead than `rest` nothing is known. */
type Foreseen = { byName: ReadonlyMap<string, number>; rest: number | undefined };

type Needs = {
  /** The first changes that are planned. */
  planned(limit: number): Promise<PlannedChange[]>;
  /** Hears what is planned, and undefined while that is not known. */
  foresee(foreseen: Foreseen | undefined): void;
};

/** Changes that are known ahead; how long it takes until another try where the database cannot be asked, in milliseconds. */
const most = 1_000;
const again = 1_000;

/**
 * Keeps whoever keeps public answers informed of what is planned: an answer must not be kept beyond the hour that changes it. It knows no
 * more than which names will be stale when, and asks the desk outside of all requests.
 */
export function foresight({ planned, foresee }: Needs) {
  let known: ReadonlyMap<string, number> = new Map();
  let asked = 0;
  let asking = false;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function ask(): Promise<void> {
    asked += 1;
    if (asking) return;
    asking = true;
    try {
      for (let answered = 0; answered < asked; ) {
        const question = asked;
        const foreseen = namesOf(await planned(most));
        answered = question;
        if (answered < asked) continue;
        known = foreseen.byName;
        foresee(foreseen);
      }
    } catch {
      if (!closed) retry = setTimeout(() => void ask(), again);
    } finally {
      asking = false;
    }
  }

  return {
    /** Hears the names of stale answers, whoever made them so. */
    hear(names: readonly string[]): void {
      const isPlan = names.includes(TIMETABLE) || names.includes('*');
      if (isPlan) foresee(undefined);
      if (isPlan || names.some((name) => name !== 'articles' && known.has(name))) void ask();
    },

    close(): void {
      closed = true;
      clearTimeout(retry);
    },
  };
}

function namesOf(changes: readonly PlannedChange[]): Foreseen {
  const byName = new Map<string, number>();
  for (const { id, at } of changes) {
    const time = at.getTime();
    // In their order: the first of each name is the next.
    for (const name of [entityName(id), 'articles']) if (!byName.has(name)) byName.set(name, time);
  }
  return { byName, rest: changes.length === most ? changes.at(-1)?.at.getTime() : undefined };
}
