import { startBroadsheet, stop, type Where } from './contestants.js';
import { median } from './measure.js';

const times = 5;

/** Measures the time from the start of the process to its first response from the database. */
export async function measureStart(where: Where): Promise<string> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    const server = await startBroadsheet('start', where, {});
    taken.push(performance.now() - started);
    await stop(server);
  }
  return `First answer after ${Math.round(median(taken))} ms: the median of ${taken.map(Math.round).join(', ')}\n`;
}
