import type { UnusedAsset } from '../../content/assets/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Preconditions } from '../../platform/preconditions/index.js';
import { Problem } from '../../platform/problems/index.js';

/** How many assets are read at once. */
const batchSize = 500;

/** The codes of the problems that say that an asset has been used, changed or deleted meanwhile. */
const reasonsToKeep: ReadonlySet<string> = new Set(['asset-in-use', 'stale-version', 'not-found']);

export type UnusedAssetSource = {
  /** Returns the next assets, in the order of their ids, that no article shows and that have not changed since a time. */
  findUnusedAssets(before: Date, afterId: string | undefined, limit: number): Promise<UnusedAsset[]>;
  /** Deletes an asset with its file, unless an article shows it or it has another version. */
  remove(actor: Actor, id: string, preconditions: Preconditions): Promise<void>;
};

/** Returns all assets that no article shows and that have not changed since a time. */
export async function findUnusedAssets({ findUnusedAssets: find }: UnusedAssetSource, before: Date) {
  const assets: UnusedAsset[] = [];
  for (;;) {
    const batch = await find(before, assets.at(-1)?.id, batchSize);
    assets.push(...batch);
    if (batch.length < batchSize) return assets;
  }
}

/**
 * Deletes assets with their files. The transaction that deletes an asset locks it, and then checks that no article shows
 * it and that it has not changed since it was found.
 *
 * @returns the assets that stay because they have been used, changed or deleted meanwhile
 */
export async function removeUnusedAssets(
  { remove }: UnusedAssetSource,
  actor: Actor,
  assets: readonly UnusedAsset[],
  onProgress: (count: number) => void,
): Promise<UnusedAsset[]> {
  const keptAssets: UnusedAsset[] = [];
  for (const [index, asset] of assets.entries()) {
    try {
      await remove(actor, asset.id, { 'if-match': `"${asset.version}"` });
    } catch (error) {
      if (!(error instanceof Problem) || !reasonsToKeep.has(error.definition.code)) throw error;
      keptAssets.push(asset);
    }
    onProgress(index + 1);
  }
  return keptAssets;
}
