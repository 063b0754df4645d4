import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { appendAssetEvents } from './event-appender.js';
import { assetEvents } from './events.js';
import { revealDrafts } from './store.js';

/** Makes assets public that a publication shows. Their rights still decide when readers see them. */
export async function revealAssets(
  tx: Transaction,
  events: Events,
  actor: Actor,
  assetIds: readonly string[],
): Promise<void> {
  await appendAssetEvents(tx, events, assetEvents.changed, await revealDrafts(tx, assetIds), actor);
}
