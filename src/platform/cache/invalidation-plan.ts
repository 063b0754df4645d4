/** Changes of public answers that are planned, by the names in their `Surrogate-Key`. Times are milliseconds since 1970. */
export type PlannedInvalidations = {
  /** Names of what changes, each with the first time at which it does. */
  byName: ReadonlyMap<string, number>;
  /** From then on anything may change: further ahead nothing is known. */
  rest?: number | undefined;
};

/** An answer that is about to change, or of which it is not known when it will, is true for so long at least. Milliseconds. */
export const minValidMs = 1_000;

const emptyPlan: PlannedInvalidations = { byName: new Map() };

/** What is known of the future of public answers. */
export function createInvalidationPlan() {
  let plan: PlannedInvalidations | undefined = emptyPlan;

  return {
    /** @param next undefined while it is not known what is planned */
    setPlannedInvalidations(next: PlannedInvalidations | undefined): void {
      plan = next;
    },

    /** For how long, in milliseconds, an answer with these names will be true as far as is planned; undefined when nothing is. */
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
 * A `Cache-Control` by which nobody keeps an answer for longer: neither fresh, nor stale after that.
 *
 * @param seconds for which it is true
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
