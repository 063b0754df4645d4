import type { UnusedAsset } from '../../content/assets/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Session } from '../../platform/db/index.js';
import { createStorage, type Storage, type StorageKind, type StorageSettings } from '../../platform/storage/index.js';
import { assetFileStore } from './asset-files.store.js';
import { type CopyOptions, type CopyReport, copyFiles } from './copy.js';
import { findUnusedFiles, type UnusedFiles } from './orphans.js';
import { findUnusedAssets, removeUnusedAssets, type UnusedAssetSource } from './unused-assets.js';

export type { CopyReport } from './copy.js';

/** After how long a file that no asset has is unused, in milliseconds. No upload takes longer. */
const minAgeMs = 24 * 60 * 60 * 1_000;

type Dependencies = UnusedAssetSource & {
  database: Session;
  storage: Storage;
  settings: StorageSettings;
  /** Deletes a file and its renditions unless an asset has it. */
  removeUnusedFile(actor: Actor, checksum: string): Promise<void>;
};

/** Copies the files of assets to another storage, and removes files that no asset has, and assets that no article shows. */
export function mediaFileService(dependencies: Dependencies) {
  const { database, storage, settings, removeUnusedFile } = dependencies;
  return {
    /** Returns the number of files that assets have. */
    count: assetFileStore(database).count,

    /** Copies the files of all assets from the other storage to this one. Both must be configured. */
    copyTo(kind: StorageKind, options: Pick<CopyOptions, 'verify' | 'onProgress'>): Promise<CopyReport> {
      const source = createStorage({ ...settings, kind: kind === 's3' ? 'folder' : 's3' });
      return copyFiles(database, { source, target: createStorage({ ...settings, kind }), ...options });
    },

    /**
     * Finds files that no asset has, and what remains of interrupted uploads.
     *
     * @param before files that have changed since this time are left out, by default since a day
     */
    findUnused: (before = new Date(Date.now() - minAgeMs)): Promise<UnusedFiles> =>
      findUnusedFiles(database, storage, before),

    /** Deletes what `findUnused` has found. A file that an asset has got meanwhile stays. */
    async removeUnused(actor: Actor, { orphans, incompleteFiles }: UnusedFiles): Promise<void> {
      for (const checksum of new Set(orphans.map(({ checksum }) => checksum))) await removeUnusedFile(actor, checksum);
      for (const file of incompleteFiles) await file.remove();
    },

    /** Returns all assets that no article shows and that have not changed since a time. */
    findUnusedAssets: (before: Date): Promise<UnusedAsset[]> => findUnusedAssets(dependencies, before),

    /** Deletes assets that `findUnusedAssets` has found. Returns those that stay because they were used or changed meanwhile. */
    removeUnusedAssets: (
      actor: Actor,
      assets: readonly UnusedAsset[],
      onProgress: (count: number) => void,
    ): Promise<UnusedAsset[]> => removeUnusedAssets(dependencies, actor, assets, onProgress),
  };
}
