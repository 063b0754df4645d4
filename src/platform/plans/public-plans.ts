import type { Queue } from '../background/index.js';
import { duePlans } from './due-plans.js';
import { type PlannedChange, type PlannedInvalidations, plannedInvalidationTracker } from './planned-invalidations.js';

/** Entities that readers see differently at planned times. */
export type PlanSource = {
  /** Returns the time of the next planned change, which may be in the past, or null if nothing is planned. */
  findNextTime(): Promise<Date | null>;
  /** Returns the next planned changes, the earliest first. */
  findPlannedChanges(limit: number): Promise<PlannedChange[]>;
  /** Carries out the plans. */
  queue: Queue;
};

type Dependencies = {
  sources: readonly PlanSource[];
  /** Receives the planned invalidations, or undefined while they are not known. */
  setPlannedInvalidations: ((plan: PlannedInvalidations | undefined) => void) | undefined;
  clock: () => Date;
};

const byTime = (a: { at: Date }, b: { at: Date }) => a.at.getTime() - b.at.getTime();

/** Makes sure that no public response outlives a planned change of any source (ADR 0028). */
export function publicPlans({ sources, setPlannedInvalidations, clock }: Dependencies) {
  const due = duePlans({
    queues: sources.map(({ queue }) => queue),
    async findNextTime() {
      const times = await Promise.all(sources.map((source) => source.findNextTime()));
      const [first = null] = times.filter((time) => time !== null).sort((a, b) => a.getTime() - b.getTime());
      return first;
    },
    clock,
  });
  const tracker =
    setPlannedInvalidations === undefined
      ? undefined
      : plannedInvalidationTracker({
          async findPlannedChanges(limit) {
            const changes = await Promise.all(sources.map((source) => source.findPlannedChanges(limit)));
            return changes.flat().sort(byTime).slice(0, limit);
          },
          setPlannedInvalidations(plan) {
            due.setPlan(plan);
            setPlannedInvalidations(plan);
          },
        });
  return {
    carryOutDue: due.settle,
    /** Receives the names of responses that any process invalidated. */
    handleInvalidation: (names: readonly string[]) => tracker?.handleInvalidation(names),
    close: () => tracker?.close(),
  };
}
