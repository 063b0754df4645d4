/** Changes of public answers that are planned, by the names in their `Surrogate-Key`. Times are milliseconds since 1970. */
export type Planned = {
  /** Names of what changes, each with the first time at which it does. */
  byName: ReadonlyMap<string, number>;
  /** From then on anything may change: further ahead nothing is known. */
  rest?: number | undefined;
};

/** An answer that is about to change, or of which it is not known when it will, is true for so long at least. Milliseconds. */
export const leastMs = 1_000;

const nothing: Planned = { byName: new Map() };

/** What is known of the future of public answers. */
export function outlook() {
  let planned: Planned | undefined = nothing;

  return {
    /** @param next undefined while it is not known what is planned */
    foresee(next: Planned | undefined): void {
      planned = next;
    },

    /** For how long, in milliseconds, an answer with these names will be true as far as is planned; undefined when nothing is. */
    trueFor(names: readonly string[], now: number): number | undefined {
      if (planned === undefined) return leastMs;
      const { byName, rest } = planned;
      let until = rest ?? Number.POSITIVE_INFINITY;
      if (byName.size > 0) for (const name of names) until = Math.min(until, byName.get(name) ?? until);
      return until === Number.POSITIVE_INFINITY ? undefined : Math.max(leastMs, until - now);
    },
  };
}

const directive = /\b(max-age|s-maxage|stale-while-revalidate|stale-if-error)=(\d+)/g;

/**
 * A `Cache-Control` by which nobody keeps an answer for longer: neither fresh, nor stale after that.
 *
 * @param seconds for which it is true
 */
export function shortened(cacheControl: string, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  let fresh = 0;
  for (const [, name = '', value] of cacheControl.matchAll(directive))
    if (!name.startsWith('stale')) fresh = Math.max(fresh, Math.min(whole, Number(value)));
  return cacheControl.replace(
    directive,
    (_, name: string, value: string) =>
      `${name}=${Math.min(Number(value), name.startsWith('stale') ? whole - fresh : whole)}`,
  );
}
