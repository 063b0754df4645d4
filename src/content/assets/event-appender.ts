import type { Actor } from '../../platform/auth/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { AssetPayload, assetEvents } from './events.js';
import type { DeskAsset } from './schemas.js';
import { assetStore } from './store.js';

type AssetEvent = (typeof assetEvents)[keyof typeof assetEvents];

/** Appends an event with the state of an asset. Call it after all other writes of the transaction. */
export type AppendAssetEvent = (tx: Transaction, event: AssetEvent, asset: DeskAsset, actor: Actor) => Promise<void>;

export function assetEventAppender(database: Session, events: Events): AppendAssetEvent {
  const store = assetStore(database);
  return async (tx, event, asset, actor) => {
    const { id, kind, mediaType, version, visibility, availableFrom, availableUntil } = asset;
    const isAvailable = await store.isAvailable(tx, id);
    const payload: AssetPayload = {
      ...{ id, kind, mediaType, version, visibility },
      ...{ availableFrom, availableUntil, isAvailable },
    };
    await events.append(tx, event, { subjectId: id, payload, actor });
  };
}
