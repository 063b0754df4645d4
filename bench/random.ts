/** Pseudo-random numbers: the same seed gives the same ones on every machine. */
export type Random = {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `end`. */
  below(end: number): number;
  /** As `below`, small numbers far more often than great ones: a power law whose exponent grows with `power`. */
  skewed(end: number, power: number): number;
  pick<Item>(items: readonly Item[]): Item;
  chance(share: number): boolean;
};

/** Mulberry32, begun from a kind and a number, so that each thing has numbers of its own. */
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

/** An id with the shape of UUID version 7, which rises with its time; `kind` and `n` make it unique. */
export function idAt(milliseconds: number, kind: number, n: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  const tail = n.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kind.toString(16).padStart(3, '0')}-8000-${tail}`;
}
