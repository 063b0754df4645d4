import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

/** How long work may run in one turn of the event loop. Milliseconds. */
const maxTurnMs = 5;

/** How many items are converted before the time is read again. */
const batchSize = 50;

/**
 * Returns a function that lets other work go on if the current work has already taken some milliseconds of this turn of
 * the event loop. Long work calls it between its steps.
 */
export function splitIntoTurns(): () => Promise<void> {
  let start = performance.now();
  return async () => {
    if (performance.now() - start < maxTurnMs) return;
    await yieldToEventLoop();
    start = performance.now();
  };
}

/** Converts items in order. Many items take several turns of the event loop, so that other work goes on. */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  convert: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const endStep = splitIntoTurns();
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index % batchSize === batchSize - 1) await endStep();
    results.push(convert(item, index));
  }
  return results;
}
