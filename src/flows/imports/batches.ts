import { pairOf } from '../../content/articles/index.js';
import type { Draft, Read } from './draft.js';
import type { Item } from './outcome.js';

/** Stories that are written at once; characters of their texts; and items, with those that are none. */
const mostStories = 200;
const mostCharacters = 1_500_000;
export const mostItems = 500;

/** What nobody else in a batch may be known by. */
const pairsOf = ({ key, otherKeys = [] }: Draft): string[] => [key, ...otherKeys].map(pairOf);

/**
 * The items of a file, some hundred at once. No two stories of a batch have a key in common: the second one has to find the first.
 *
 * @param signal ends it with the last whole batch
 */
export async function* batchesOf(read: AsyncIterable<Read>, signal?: AbortSignal): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let [stories, characters, index] = [0, 0, 0];
  let pairs = new Set<string>();
  for await (const one of read) {
    const own = one.kind === 'draft' ? pairsOf(one.draft) : [];
    if (
      batch.length === mostItems ||
      stories === mostStories ||
      characters >= mostCharacters ||
      own.some((pair) => pairs.has(pair))
    ) {
      yield batch;
      batch = [];
      [stories, characters] = [0, 0];
      pairs = new Set();
    }
    if (signal?.aborted) return;
    batch.push({ index, read: one });
    index += 1;
    for (const pair of own) pairs.add(pair);
    if (one.kind === 'draft') {
      stories += 1;
      characters += one.draft.body.length;
    }
  }
  if (batch.length > 0) yield batch;
}
