/** Pseudo-random numbers. The same seed gives the same numbers on every machine. */
export type Random = {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** Returns an integer from 0 (inclusive) to `end` (exclusive). */
  below(end: number): number;
  /** Like `below`, but small numbers are more frequent (power law). The exponent grows with `power`. */
  skewed(end: number, power: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(share: number): boolean;
};

/** Returns a Mulberry32 generator. Its seed is a kind and a number, so each entity has its own sequence. */
export function random(kind: number, n: number): Random {
  let state = Math.imul(kind * 0x9e3779b1 + n, 0x85ebca6b) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    next,
    below,
    skewed: (end, power) => Math.floor(end * next() ** power),
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    chance: (share) => next() < share,
  };
}

/** Returns an id in the form of UUID version 7, which increases with time. `kind` and `n` make it unique. */
export function idAt(milliseconds: number, kind: number, n: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  const tail = n.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16).padStart(3, '0')}-8000-${tail}`;
}
