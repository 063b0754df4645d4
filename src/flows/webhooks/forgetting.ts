import type { Task } from '../../platform/background/index.js';
import type { deliveryStore } from './deliveries.store.js';

/** Milliseconds. */
const hour = 60 * 60 * 1_000;

/** Rows that one statement deletes. */
const together = 1_000;

/** Forgets, once an hour, what became of messages that were done with long ago. */
export function forgetting(deliveries: Pick<ReturnType<typeof deliveryStore>, 'forget'>, keepDays: number): Task[] {
  if (keepDays === 0) return [];
  let nextLook = 0;
  const work: Task['work'] = async () => {
    // Whatever is written wakes the tasks.
    if (Date.now() < nextLook) return 'idle';
    const gone = await deliveries.forget(new Date(Date.now() - keepDays * 24 * hour), together);
    if (gone === together) return 'more';
    nextLook = Date.now() + hour;
    return 'idle';
  };
  return [{ name: 'webhook-log', work, every: hour }];
}
