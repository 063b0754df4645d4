import { LRUCache } from 'lru-cache';
import { ALL_TAGS, type MemoryCache } from './memory-cache.js';

/** How many values are kept. */
const maxValues = 10_000;

export type LookupCache<Value extends object> = {
  /**
   * Returns the value of a name. The value of the cache is as fresh as a response of the response cache.
   *
   * @param load reads the value from the database. Undefined is not cached
   */
  find(name: string, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
};

/**
 * Keeps small values that decide what readers see, for responses that are not in the response cache because of their
 * size. A purge of the name removes the value. While the response cache cannot be used, each value is loaded.
 *
 * @param endOf returns the time at which a value becomes invalid, or null
 */
export function createLookupCache<Value extends object>(
  cache: MemoryCache,
  endOf: (value: Value) => Date | null,
): LookupCache<Value> {
  const values = new LRUCache<string, Value>({ max: maxValues });
  let purgeCount = 0;
  cache.onPurge((tags) => {
    purgeCount++;
    if (tags.has(ALL_TAGS)) values.clear();
    else for (const tag of tags) values.delete(tag);
  });

  const isCurrent = (value: Value) => (endOf(value)?.getTime() ?? Number.POSITIVE_INFINITY) > Date.now();

  return {
    async find(name, load) {
      if (!cache.isLive || !(cache.isProved || (await cache.waitForProof()))) return load();
      const cachedValue = values.get(name);
      if (cachedValue !== undefined && isCurrent(cachedValue)) return cachedValue;
      const purgeCountAtStart = purgeCount;
      const value = await load();
      if (value !== undefined && purgeCount === purgeCountAtStart && isCurrent(value)) values.set(name, value);
      return value;
    },
  };
}
