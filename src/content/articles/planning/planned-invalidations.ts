import { entityName } from '../../../lib/entity-name.js';
import { TIMETABLE } from '../events.js';
import type { PlannedChange } from './timetable.store.js';

/** Changes that are planned, by the names of the public answers that they make stale; further ahead than `rest` nothing is known. */
type PlannedInvalidations = { byName: ReadonlyMap<string, number>; rest: number | undefined };

type Dependencies = {
  /** The first changes that are planned. */
  findPlannedChanges(limit: number): Promise<PlannedChange[]>;
  /** Hears what is planned, and undefined while that is not known. */
  setPlannedInvalidations(invalidations: PlannedInvalidations | undefined): void;
};

/** Changes that are known ahead; how long it takes until another try where the database cannot be asked, in milliseconds. */
const maxPlannedChanges = 1_000;
const retryDelayMs = 1_000;

/**
 * Keeps whoever keeps public answers informed of what is planned: an answer must not be kept beyond the hour that changes it. It knows no
 * more than which names will be stale when, and asks the desk outside of all requests.
 */
export function plannedInvalidationTracker({ findPlannedChanges, setPlannedInvalidations }: Dependencies) {
  let invalidationTimes: ReadonlyMap<string, number> = new Map();
  let requestCount = 0;
  let isRefreshing = false;
  let retryTimer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function refresh(): Promise<void> {
    requestCount += 1;
    if (isRefreshing) return;
    isRefreshing = true;
    try {
      for (let completedCount = 0; completedCount < requestCount; ) {
        const requestNumber = requestCount;
        const invalidations = toPlannedInvalidations(await findPlannedChanges(maxPlannedChanges));
        completedCount = requestNumber;
        if (completedCount < requestCount) continue;
        invalidationTimes = invalidations.byName;
        setPlannedInvalidations(invalidations);
      }
    } catch {
      if (!isClosed) retryTimer = setTimeout(() => void refresh(), retryDelayMs);
    } finally {
      isRefreshing = false;
    }
  }

  return {
    /** Hears the names of stale answers, whoever made them so. */
    handleInvalidation(names: readonly string[]): void {
      const isPlan = names.includes(TIMETABLE) || names.includes('*');
      if (isPlan) setPlannedInvalidations(undefined);
      if (isPlan || names.some((name) => name !== 'articles' && invalidationTimes.has(name))) void refresh();
    },

    close(): void {
      isClosed = true;
      clearTimeout(retryTimer);
    },
  };
}

function toPlannedInvalidations(changes: readonly PlannedChange[]): PlannedInvalidations {
  const byName = new Map<string, number>();
  for (const { id, at } of changes) {
    const time = at.getTime();
    // In their order: the first of each name is the next.
    for (const name of [entityName(id), 'articles']) if (!byName.has(name)) byName.set(name, time);
  }
  return { byName, rest: changes.length === maxPlannedChanges ? changes.at(-1)?.at.getTime() : undefined };
}
