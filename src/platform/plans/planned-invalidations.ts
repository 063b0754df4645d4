import { entityName } from '../../lib/entity-name.js';

/** The tag of planned changes. The response cache uses it to limit how long responses stay fresh. */
export const TIMETABLE = 'timetable';

/** A change of an entity that readers will see at a planned time. `list` is the cache tag of the lists it is in. */
export type PlannedChange = { id: string; at: Date; list: string };

/**
 * The times of planned changes, by the names of the cached responses that they invalidate. Changes after `rest` are not
 * included.
 */
export type PlannedInvalidations = { byName: ReadonlyMap<string, number>; rest: number | undefined };

type Dependencies = {
  /** Returns the next planned changes, the earliest first. */
  findPlannedChanges(limit: number): Promise<PlannedChange[]>;
  /** Receives the planned invalidations, or undefined while they are not known. */
  setPlannedInvalidations(invalidations: PlannedInvalidations | undefined): void;
};

/** The number of planned changes that are read at once. */
const maxPlannedChanges = 1_000;
/** The delay before the database is read again after a failure. */
const retryDelayMs = 1_000;

/**
 * Tells the response cache which responses become stale at which planned times, so that it does not keep a response
 * longer than that. Reads the plans outside of all requests.
 */
export function plannedInvalidationTracker({ findPlannedChanges, setPlannedInvalidations }: Dependencies) {
  let invalidationTimes: ReadonlyMap<string, number> = new Map();
  let lists: ReadonlySet<string> = new Set();
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
        const changes = await findPlannedChanges(maxPlannedChanges);
        const invalidations = toPlannedInvalidations(changes);
        completedCount = requestNumber;
        if (completedCount < requestCount) continue;
        invalidationTimes = invalidations.byName;
        lists = new Set(changes.map(({ list }) => list));
        setPlannedInvalidations(invalidations);
      }
    } catch {
      if (!isClosed) retryTimer = setTimeout(() => void refresh(), retryDelayMs);
    } finally {
      isRefreshing = false;
    }
  }

  return {
    /** Receives the names of responses that any process invalidated. */
    handleInvalidation(names: readonly string[]): void {
      const isPlan = names.includes(TIMETABLE) || names.includes('*');
      if (isPlan) setPlannedInvalidations(undefined);
      if (isPlan || names.some((name) => !lists.has(name) && invalidationTimes.has(name))) void refresh();
    },

    close(): void {
      isClosed = true;
      clearTimeout(retryTimer);
    },
  };
}

function toPlannedInvalidations(changes: readonly PlannedChange[]): PlannedInvalidations {
  const byName = new Map<string, number>();
  for (const { id, at, list } of changes) {
    const time = at.getTime();
    // The changes are sorted by time: the first change of each name is its next one.
    for (const name of [entityName(id), list]) if (!byName.has(name)) byName.set(name, time);
  }
  return { byName, rest: changes.length === maxPlannedChanges ? changes.at(-1)?.at.getTime() : undefined };
}
