import { LRUCache } from 'lru-cache';
import type { CachedResponse } from './cached-response.js';
import { createFreshnessProof } from './freshness-proof.js';
import { createInvalidationPlan, minValidMs } from './invalidation-plan.js';

/** An answer on its way from the database, for everybody who asks the same meanwhile. */
export type Flight = {
  /** What it came to; undefined when there is nothing that others may have. */
  readonly result: Promise<CachedResponse | undefined>;
  /** Hands over the answer, the first time that it is called. */
  complete(cachedResponse: CachedResponse | undefined): void;
};

/** Stands for all tags in a purge. */
const ALL_TAGS = '*';

/** Purges are remembered one by one while answers are on their way; beyond this many they count as one of everything. */
const maxTrackedPurges = 1_000;

export type MemoryCache = ReturnType<typeof createMemoryCache>;

/**
 * Finished public answers in memory, the least recently used going first.
 *
 * It never gives what was stale when it was asked: a purge removes what carries its tags; an answer that was begun before
 * a purge of one of its tags is not kept; and whoever asks after a purge does not join a flight from before it.
 *
 * @param maxBytes of memory for all answers together, roughly; 0 keeps none
 */
export function createMemoryCache({ maxBytes }: { maxBytes: number }) {
  const byTag = new Map<string, Set<string>>();
  const responses =
    maxBytes === 0
      ? undefined
      : new LRUCache<string, CachedResponse>({
          maxSize: maxBytes,
          maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
          sizeCalculation: (cachedResponse, key) => cachedResponse.sizeBytes + 2 * key.length,
          dispose: (cachedResponse, key) => removeFromTagIndex(key, cachedResponse),
        });
  const flights = new Map<string, Flight>();
  const { setPlannedInvalidations, validForMs } = createInvalidationPlan();
  const { startProving, isProved, prove, waitForProof, dropProof } = createFreshnessProof();
  let flightsInProgress = 0;
  let purges: ReadonlySet<string>[] = [];
  let purgeCount = 0;
  let isLive = responses !== undefined;

  function removeFromTagIndex(key: string, { tags }: CachedResponse): void {
    for (const tag of tags) {
      const keys = byTag.get(tag);
      if (keys?.delete(key) && keys.size === 0) byTag.delete(tag);
    }
  }

  function recordPurge(tags: ReadonlySet<string>): void {
    purgeCount++;
    // Flights go on for those who are aboard; nobody joins them any more.
    flights.clear();
    if (flightsInProgress === 0) return;
    if (purges.length < maxTrackedPurges) purges.push(tags);
    else purges = [new Set([ALL_TAGS])];
  }

  function purge(tags: Iterable<string>): void {
    const purgedTags = new Set(tags);
    if (purgedTags.size === 0) return;
    recordPurge(purgedTags);
    if (purgedTags.has(ALL_TAGS)) {
      responses?.clear();
      return;
    }
    for (const tag of purgedTags) {
      for (const key of [...(byTag.get(tag) ?? [])]) responses?.delete(key);
    }
  }

  return {
    /** Whether it may be asked: not while it cannot hear of purges. */
    get isLive(): boolean {
      return isLive;
    },

    /** Whether every change until now, or until a moment ago, is known to have been heard of. */
    get isProved(): boolean {
      return isProved(Date.now());
    },

    startProving,
    prove,

    /** Waits a moment until it is proved. @returns whether it is */
    waitForProof: (): Promise<boolean> | false => waitForProof(Date.now()),

    /** What is known, fresh and proved. */
    get(key: string): CachedResponse | undefined {
      const cachedResponse = responses?.get(key);
      if (cachedResponse === undefined) return undefined;
      const now = Date.now();
      if (cachedResponse.expiresAt > now) return isProved(now) ? cachedResponse : undefined;
      responses?.delete(key);
      return undefined;
    },

    /** The flight that brings the answer to the same question. */
    flight: (key: string): Flight | undefined => flights.get(key),

    /** Announces that an answer is being made. */
    startFlight(key: string): Flight {
      const purgeCountAtStart = purgeCount;
      flightsInProgress++;
      let settle: (cachedResponse: CachedResponse | undefined) => void = () => {};
      let isComplete = false;
      const flight: Flight = {
        result: new Promise((resolve) => {
          settle = resolve;
        }),
        complete(cachedResponse) {
          if (isComplete) return;
          isComplete = true;
          if (flights.get(key) === flight) flights.delete(key);
          flightsInProgress--;
          const laterPurges = purges.slice(Math.max(0, purges.length - (purgeCount - purgeCountAtStart)));
          if (cachedResponse !== undefined && isLive && !laterPurges.some((tags) => isStale(cachedResponse, tags)))
            storeResponse(key, cachedResponse);
          if (flightsInProgress === 0) purges = [];
          settle(cachedResponse);
        },
      };
      flights.set(key, flight);
      return flight;
    },

    purge,

    setPlannedInvalidations,
    /** As `outlook` says; while changes may have been missed, nothing is known of what is planned. */
    validForMs: (names: readonly string[], now: number): number | undefined =>
      isProved(now) ? validForMs(names, now) : minValidMs,

    /** Empties it and lets nothing in: called while purges may be missed, and what is planned. */
    suspend(): void {
      isLive = false;
      dropProof();
      setPlannedInvalidations(undefined);
      purge([ALL_TAGS]);
    },

    resume(): void {
      isLive = responses !== undefined;
    },

    /** For whoever operates the server. */
    get stats() {
      return { entries: responses?.size ?? 0, bytes: responses?.calculatedSize ?? 0, tags: byTag.size };
    },
  };

  function storeResponse(key: string, cachedResponse: CachedResponse): void {
    responses?.set(key, cachedResponse);
    if (responses?.peek(key) !== cachedResponse) return;
    cachedResponse.onGrowth = () => {
      if (responses?.peek(key) !== cachedResponse) return;
      responses.delete(key);
      storeResponse(key, cachedResponse);
    };
    for (const tag of cachedResponse.tags) {
      const keys = byTag.get(tag);
      if (keys === undefined) byTag.set(tag, new Set([key]));
      else keys.add(key);
    }
  }
}

const isStale = (cachedResponse: CachedResponse, purge: ReadonlySet<string>) =>
  purge.has(ALL_TAGS) || cachedResponse.tags.some((tag) => purge.has(tag));
