import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

/** How many items are converted in one turn of the event loop. */
const batchSize = 1_000;

/** Converts items in order. Many items take several turns of the event loop, so that other work goes on. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  convert: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % batchSize === 0) await yieldToEventLoop();
    results.push(convert(item, index));
  }
  return results;
}
