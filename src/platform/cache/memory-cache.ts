import { LRUCache } from 'lru-cache';
import type { CachedResponse } from './cached-response.js';
import { createFreshnessProof } from './freshness-proof.js';
import { createInvalidationPlan, minValidMs } from './invalidation-plan.js';

/** A response that is being computed. All concurrent requests with the same cache key share it. */
export type Flight = {
  /** The response, or undefined if it cannot be shared. */
  readonly result: Promise<CachedResponse | undefined>;
  /** Completes the flight. Only the first call has an effect. */
  complete(cachedResponse: CachedResponse | undefined): void;
};

/** The tag of a purge that means all tags. */
export const ALL_TAGS = '*';

/**
 * How many purges are tracked while flights are in progress. Above this number, they count as one purge of everything.
 */
const maxTrackedPurges = 1_000;

export type MemoryCache = ReturnType<typeof createMemoryCache>;

/**
 * Caches public responses in memory, and evicts the least recently used.
 *
 * The cache never returns a response that was stale when it was requested. A purge removes every response with one of
 * its tags. A response that was started before a purge of one of its tags is not stored. A request after a purge does
 * not join a flight from before it.
 *
 * @param maxBytes the approximate memory for all responses; 0 turns the cache off
 * @param staleIfErrorMs for how long responses may be served that are no longer proved to be fresh, while the database
 *   does not respond; 0 means never
 */
export function createMemoryCache({ maxBytes, staleIfErrorMs = 0 }: { maxBytes: number; staleIfErrorMs?: number }) {
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
  const { startProving, isProved, prove, waitForProof, dropProof, lastProofAt } = createFreshnessProof();
  /** The responses that were valid when changes began to be missed. */
  let suspendedResponses = new Map<string, CachedResponse>();
  let flightsInProgress = 0;
  let purges: ReadonlySet<string>[] = [];
  let purgeCount = 0;
  const purgeListeners: ((tags: ReadonlySet<string>) => void)[] = [];
  let isLive = responses !== undefined;

  function removeFromTagIndex(key: string, { tags }: CachedResponse): void {
    for (const tag of tags) {
      const keys = byTag.get(tag);
      if (keys?.delete(key) && keys.size === 0) byTag.delete(tag);
    }
  }

  function recordPurge(tags: ReadonlySet<string>): void {
    purgeCount++;
    // Flights continue for the requests that already wait for them, but no other request joins them.
    flights.clear();
    if (flightsInProgress === 0) return;
    if (purges.length < maxTrackedPurges) purges.push(tags);
    else purges = [new Set([ALL_TAGS])];
  }

  function purge(tags: Iterable<string>): void {
    const purgedTags = new Set(tags);
    if (purgedTags.size === 0) return;
    recordPurge(purgedTags);
    for (const listener of purgeListeners) listener(purgedTags);
    for (const [key, cachedResponse] of suspendedResponses)
      if (isStale(cachedResponse, purgedTags)) suspendedResponses.delete(key);
    if (purgedTags.has(ALL_TAGS)) {
      responses?.clear();
      return;
    }
    for (const tag of purgedTags) {
      for (const key of [...(byTag.get(tag) ?? [])]) responses?.delete(key);
    }
  }

  return {
    /** Whether the cache may be used. False while purges may be missed. */
    get isLive(): boolean {
      return isLive;
    },

    /** Whether every change up to now, or up to a moment ago, is known to have been received. */
    get isProved(): boolean {
      return isProved(Date.now());
    },

    startProving,
    prove,

    /** Waits briefly for a proof. @returns whether it has arrived */
    waitForProof: (): Promise<boolean> | false => waitForProof(Date.now()),

    /** Returns the cached response if it is valid and proved to be fresh. */
    get(key: string): CachedResponse | undefined {
      const cachedResponse = responses?.get(key);
      if (cachedResponse === undefined) return undefined;
      const now = Date.now();
      if (cachedResponse.expiresAt > now) return isProved(now) ? cachedResponse : undefined;
      responses?.delete(key);
      return undefined;
    },

    /**
     * Returns a response that was fresh when the last proof was sent, if that was not too long ago. Call it only after
     * the database failed. No response is returned beyond its planned end.
     */
    getStale(key: string): CachedResponse | undefined {
      const now = Date.now();
      if (now - (lastProofAt() ?? Number.NEGATIVE_INFINITY) > staleIfErrorMs) return undefined;
      const cachedResponse = responses?.peek(key) ?? suspendedResponses.get(key);
      return cachedResponse !== undefined && cachedResponse.expiresAt > now ? cachedResponse : undefined;
    },

    /** Returns the flight in progress for a cache key. */
    flight: (key: string): Flight | undefined => flights.get(key),

    /** Starts a flight for a cache key. */
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

    /** Calls a listener at each purge, for values that become stale with the responses. */
    onPurge: (listener: (tags: ReadonlySet<string>) => void): void => void purgeListeners.push(listener),

    setPlannedInvalidations,
    /** Like `validForMs` of the plan. While changes may have been missed, the plan counts as unknown. */
    validForMs: (names: readonly string[], now: number): number | undefined =>
      isProved(now) ? validForMs(names, now) : minValidMs,

    /**
     * Empties the cache and stops storing responses. Call it when purges and plans may be missed. `getStale` still
     * returns the responses until the cache is resumed.
     */
    suspend(): void {
      const keptResponses = new Map(isLive && responses !== undefined ? responses.entries() : suspendedResponses);
      isLive = false;
      dropProof();
      setPlannedInvalidations(undefined);
      purge([ALL_TAGS]);
      suspendedResponses = keptResponses;
    },

    /** Whether there are responses from before changes began to be missed. */
    get hasSuspended(): boolean {
      return suspendedResponses.size > 0;
    },

    /** Discards these responses. Call it when the database responds: it may have changed since. */
    discardSuspended(): void {
      suspendedResponses = new Map();
    },

    resume(): void {
      suspendedResponses = new Map();
      isLive = responses !== undefined;
    },

    /** Figures for the operator. */
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
