import { LRUCache } from 'lru-cache';
import type { Answer } from './answer.js';
import { currency } from './currency.js';
import { leastMs, outlook } from './outlook.js';

/** An answer on its way from the database, for everybody who asks the same meanwhile. */
export type Flight = {
  /** What it came to; undefined when there is nothing that others may have. */
  readonly landed: Promise<Answer | undefined>;
  /** Hands over the answer, the first time that it is called. */
  land(answer: Answer | undefined): void;
};

/** Stands for all tags in a purge. */
const ALL = '*';

/** Purges are remembered one by one while answers are on their way; beyond this many they count as one of everything. */
const remembered = 1_000;

export type AnswerCache = ReturnType<typeof answerCache>;

/**
 * Finished public answers in memory, the least recently used going first.
 *
 * It never gives what was stale when it was asked: a purge removes what carries its tags; an answer that was begun before
 * a purge of one of its tags is not kept; and whoever asks after a purge does not join a flight from before it.
 *
 * @param maxBytes of memory for all answers together, roughly; 0 keeps none
 */
export function answerCache({ maxBytes }: { maxBytes: number }) {
  const byTag = new Map<string, Set<string>>();
  const answers =
    maxBytes === 0
      ? undefined
      : new LRUCache<string, Answer>({
          maxSize: maxBytes,
          maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
          sizeCalculation: (answer, key) => answer.bytes + 2 * key.length,
          dispose: (answer, key) => forget(key, answer),
        });
  const flights = new Map<string, Flight>();
  const { foresee, trueFor } = outlook();
  const { startProving, isProved, prove, proof, lose } = currency();
  let underWay = 0;
  let purges: ReadonlySet<string>[] = [];
  let purged = 0;
  let live = answers !== undefined;

  function forget(key: string, { tags }: Answer): void {
    for (const tag of tags) {
      const keys = byTag.get(tag);
      if (keys?.delete(key) && keys.size === 0) byTag.delete(tag);
    }
  }

  function remember(tags: ReadonlySet<string>): void {
    purged++;
    // Flights go on for those who are aboard; nobody joins them any more.
    flights.clear();
    if (underWay === 0) return;
    if (purges.length < remembered) purges.push(tags);
    else purges = [new Set([ALL])];
  }

  function purge(tags: Iterable<string>): void {
    const named = new Set(tags);
    if (named.size === 0) return;
    remember(named);
    if (named.has(ALL)) {
      answers?.clear();
      return;
    }
    for (const tag of named) {
      for (const key of [...(byTag.get(tag) ?? [])]) answers?.delete(key);
    }
  }

  return {
    /** Whether it may be asked: not while it cannot hear of purges. */
    get live(): boolean {
      return live;
    },

    /** Whether every change until now, or until a moment ago, is known to have been heard of. */
    get isProved(): boolean {
      return isProved(Date.now());
    },

    startProving,
    prove,

    /** Waits a moment until it is proved. @returns whether it is */
    proof: (): Promise<boolean> | false => proof(Date.now()),

    /** What is known, fresh and proved. */
    get(key: string): Answer | undefined {
      const answer = answers?.get(key);
      if (answer === undefined) return undefined;
      const now = Date.now();
      if (answer.expiresAt > now) return isProved(now) ? answer : undefined;
      answers?.delete(key);
      return undefined;
    },

    /** The flight that brings the answer to the same question. */
    flight: (key: string): Flight | undefined => flights.get(key),

    /** Announces that an answer is being made. */
    takeOff(key: string): Flight {
      const since = purged;
      underWay++;
      let settle: (answer: Answer | undefined) => void = () => {};
      let done = false;
      const flight: Flight = {
        landed: new Promise((resolve) => {
          settle = resolve;
        }),
        land(answer) {
          if (done) return;
          done = true;
          if (flights.get(key) === flight) flights.delete(key);
          underWay--;
          const later = purges.slice(Math.max(0, purges.length - (purged - since)));
          if (answer !== undefined && live && !later.some((tags) => isStale(answer, tags))) keep(key, answer);
          if (underWay === 0) purges = [];
          settle(answer);
        },
      };
      flights.set(key, flight);
      return flight;
    },

    purge,

    foresee,
    /** As `outlook` says; while changes may have been missed, nothing is known of what is planned. */
    trueFor: (names: readonly string[], now: number): number | undefined =>
      isProved(now) ? trueFor(names, now) : leastMs,

    /** Empties it and lets nothing in: called while purges may be missed, and what is planned. */
    suspend(): void {
      live = false;
      lose();
      foresee(undefined);
      purge([ALL]);
    },

    resume(): void {
      live = answers !== undefined;
    },

    /** For whoever operates the server. */
    get figures() {
      return { entries: answers?.size ?? 0, bytes: answers?.calculatedSize ?? 0, tags: byTag.size };
    },
  };

  function keep(key: string, answer: Answer): void {
    answers?.set(key, answer);
    if (answers?.peek(key) !== answer) return;
    answer.onGrowth = () => {
      if (answers?.peek(key) !== answer) return;
      answers.delete(key);
      keep(key, answer);
    };
    for (const tag of answer.tags) {
      const keys = byTag.get(tag);
      if (keys === undefined) byTag.set(tag, new Set([key]));
      else keys.add(key);
    }
  }
}

const isStale = (answer: Answer, purge: ReadonlySet<string>) =>
  purge.has(ALL) || answer.tags.some((tag) => purge.has(tag));
