/**
 * Planned invalidations of public responses, by the cache keys in their `Surrogate-Key`. Times are milliseconds since
 * 1970.
 */
export type PlannedInvalidations = {
  /** Cache keys, each with the time of its first planned change. */
  byName: ReadonlyMap<string, number>;
  /** From this time on anything may change, because the plan does not reach further. */
  rest?: number | undefined;
};

/**
 * The minimum time for which a response is valid, even if it is about to change or the plan is not known. Milliseconds.
 */
export const minValidMs = 1_000;

const emptyPlan: PlannedInvalidations = { byName: new Map() };

/** Keeps the planned invalidations of public responses. */
export function createInvalidationPlan() {
  let plan: PlannedInvalidations | undefined = emptyPlan;

  return {
    /** Replaces the plan. @param next undefined if the plan is not known */
    setPlannedInvalidations(next: PlannedInvalidations | undefined): void {
      plan = next;
    },

    /**
     * Returns for how many milliseconds a response with these cache keys is valid, or undefined if no change is
     * planned.
     */
    validForMs(names: readonly string[], now: number): number | undefined {
      if (plan === undefined) return minValidMs;
      const { byName, rest } = plan;
      let until = rest ?? Number.POSITIVE_INFINITY;
      if (byName.size > 0) for (const name of names) until = Math.min(until, byName.get(name) ?? until);
      return until === Number.POSITIVE_INFINITY ? undefined : Math.max(minValidMs, until - now);
    },
  };
}

const directivePattern = /\b(max-age|s-maxage|stale-while-revalidate|stale-if-error)=(\d+)/g;

/**
 * Shortens the lifetimes in a `Cache-Control` header, so that no cache keeps the response longer, fresh or stale.
 *
 * @param seconds how long the response is valid
 */
export function shortenCacheControl(cacheControl: string, seconds: number): string {
  const maxSeconds = Math.max(0, Math.floor(seconds));
  let freshSeconds = 0;
  for (const [, name = '', value] of cacheControl.matchAll(directivePattern))
    if (!name.startsWith('stale')) freshSeconds = Math.max(freshSeconds, Math.min(maxSeconds, Number(value)));
  return cacheControl.replace(
    directivePattern,
    (_, name: string, value: string) =>
      `${name}=${Math.min(Number(value), name.startsWith('stale') ? maxSeconds - freshSeconds : maxSeconds)}`,
  );
}
