import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { assetEvents } from './events.js';
import type { DeskAsset } from './schemas.js';
import { findAvailable } from './store.js';

type AssetEvent = (typeof assetEvents)[keyof typeof assetEvents];

/** Appends an event with the state of each asset. Call it after all other writes of the transaction. */
export async function appendAssetEvents(
  tx: Transaction,
  events: Events,
  event: AssetEvent,
  assets: readonly DeskAsset[],
  actor: Actor,
): Promise<void> {
  if (assets.length === 0) return;
  const availableIds = await findAvailable(
    tx,
    assets.map(({ id }) => id),
  );
  await events.appendAll(
    tx,
    event,
    assets.map(({ id, kind, mediaType, version, visibility, availableFrom, availableUntil }) => ({
      subjectId: id,
      payload: {
        ...{ id, kind, mediaType, version, visibility },
        ...{ availableFrom, availableUntil, isAvailable: availableIds.has(id) },
      },
      actor,
    })),
  );
}

/** Appends an event with the state of an asset. Call it after all other writes of the transaction. */
export type AppendAssetEvent = (tx: Transaction, event: AssetEvent, asset: DeskAsset, actor: Actor) => Promise<void>;

export const assetEventAppender =
  (events: Events): AppendAssetEvent =>
  (tx, event, asset, actor) =>
    appendAssetEvents(tx, events, event, [asset], actor);
