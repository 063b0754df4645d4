import { externalIdKey } from '../../content/articles/index.js';
import type { Draft, ReadResult } from './draft.js';
import type { Item } from './outcome.js';

/** The limits of one batch: articles, characters of their bodies, and items, which include skipped ones. */
const maxArticles = 200;
const maxCharacters = 1_500_000;
export const maxItems = 500;

/** Returns the keys of a draft, which no other draft of the batch may share. */
const externalIdKeysOf = ({ key, otherKeys = [] }: Draft): string[] => [key, ...otherKeys].map(externalIdKey);

/**
 * Yields the items of a file in batches. No two articles of a batch share a key, so that the second one is found as an
 * existing article.
 *
 * @param signal ends the iteration; an incomplete batch is not yielded
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
