import type { PeriodicJob } from '../../platform/background/index.js';
import type { tokenStore } from './store.js';

/** How long expired sessions are kept, so that users still find them in the list of their sessions. Milliseconds. */
const retentionMs = 7 * 24 * 60 * 60_000;

/** The number of sessions that one statement deletes. */
const batchSize = 500;

/** Deletes sessions a week after they have expired. */
export const sessionRetention = (store: Pick<ReturnType<typeof tokenStore>, 'deleteSessions'>): PeriodicJob => ({
  name: 'sessions',
  everyMs: 60 * 60_000,
  async work() {
    const deletedCount = await store.deleteSessions(new Date(Date.now() - retentionMs), batchSize);
    return deletedCount === batchSize ? 'more' : 'idle';
  },
});
