import { externalIdKey } from '../../content/articles/index.js';
import type { Draft, ReadResult } from './draft.js';
import type { Item } from './outcome.js';

/** Stories that are written at once; characters of their texts; and items, with those that are none. */
const maxArticles = 200;
const maxCharacters = 1_500_000;
export const maxItems = 500;

/** What nobody else in a batch may be known by. */
const externalIdKeysOf = ({ key, otherKeys = [] }: Draft): string[] => [key, ...otherKeys].map(externalIdKey);

/**
 * The items of a file, some hundred at once. No two stories of a batch have a key in common: the second one has to find the first.
 *
 * @param signal ends it with the last whole batch
 */
export async function* batchesOf(read: AsyncIterable<ReadResult>, signal?: AbortSignal): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  let [articleCount, characterCount, index] = [0, 0, 0];
  let batchKeys = new Set<string>();
  for await (const readResult of read) {
    const itemKeys = readResult.kind === 'draft' ? externalIdKeysOf(readResult.draft) : [];
    if (
      batch.length === maxItems ||
      articleCount === maxArticles ||
      characterCount >= maxCharacters ||
      itemKeys.some((pair) => batchKeys.has(pair))
    ) {
      yield batch;
      batch = [];
      [articleCount, characterCount] = [0, 0];
      batchKeys = new Set();
    }
    if (signal?.aborted) return;
    batch.push({ index, read: readResult });
    index += 1;
    for (const pair of itemKeys) batchKeys.add(pair);
    if (readResult.kind === 'draft') {
      articleCount += 1;
      characterCount += readResult.draft.body.length;
    }
  }
  if (batch.length > 0) yield batch;
}
