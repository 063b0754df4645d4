import { systemActor } from '../../platform/auth/index.js';
import type { Queue } from '../../platform/background/index.js';
import type { Session } from '../../platform/db/index.js';
import { TIMETABLE } from '../../platform/plans/index.js';
import { availabilityStore, claimDueAssets } from './availability.store.js';
import type { AppendAssetEvent } from './event-appender.js';
import { assetEvents } from './events.js';

/** The number of assets that one transaction processes. */
const batchSize = 50;

/** The delay before the next run if the clock of the database is behind, or other processes have locked the assets. */
const retryDelayMs = 50;

/**
 * Sends the events of assets whose rights begin or end. Public reads respect the rights without it, but cached responses
 * become stale by these events. Several processes may run it.
 */
export function availabilityQueue({
  database,
  appendEvent,
}: {
  database: Session;
  appendEvent: AppendAssetEvent;
}): Queue {
  const { findNextTime } = availabilityStore(database);
  return {
    name: 'asset-rights',
    wakeSignals: [TIMETABLE],
    everyMs: 5_000,
    async work() {
      const next = await findNextTime();
      if (next === null) return 'idle';
      if (next.getTime() > Date.now()) return next;
      const count = await database.transaction(systemActor, async (tx) => {
        const assets = await claimDueAssets(tx, batchSize);
        for (const asset of assets) {
          const hasEnded = asset.availableUntil !== null && Date.parse(asset.availableUntil) <= Date.now();
          await appendEvent(tx, hasEnded ? assetEvents.expired : assetEvents.released, asset, systemActor);
        }
        return assets.length;
      });
      return count > 0 ? 'more' : new Date(Date.now() + retryDelayMs);
    },
  };
}
