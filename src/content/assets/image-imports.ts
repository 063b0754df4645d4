import type { Actor } from '../../platform/auth/index.js';
import type { Session } from '../../platform/db/index.js';
import type { Downloader } from '../../platform/outgoing/index.js';
import { findAssetsByAddress, saveAssetAddress } from './addresses.store.js';
import { maxImageBytes } from './inspect.js';
import { type AssetDescription, describeByAddress } from './upload.schemas.js';
import type { createUploads } from './uploads.js';

/** How long an image may take to begin to arrive, and to arrive completely. Milliseconds. */
const downloadLimits = { maxWaitMs: 15_000, timeoutMs: 120_000 };

type Dependencies = {
  database: Session;
  downloader: Downloader;
  maxBytes: number;
  upload: ReturnType<typeof createUploads>['upload'];
};

/** Stores the images that imported articles show. */
export function createImageImports({ database, downloader, maxBytes, upload }: Dependencies) {
  const limits = { ...downloadLimits, maxBytes: Math.min(maxBytes, maxImageBytes) };

  return {
    /** Returns the ids of the images that were fetched from these addresses before, by address. */
    findByAddress: (addresses: readonly string[]) => findAssetsByAddress(database, addresses),

    /**
     * Fetches an image and remembers its address. The same bytes again are the same asset, which stays as it is.
     *
     * @param address an address without a fragment
     * @param description what a new asset says in addition to the metadata of its file
     * @param signal cancels the download
     * @returns the id of the asset
     * @throws DownloadError; unsupported-file; unreadable-file
     */
    async fetch(
      actor: Actor,
      address: string,
      description: AssetDescription,
      signal: AbortSignal | undefined,
    ): Promise<string> {
      const { url, parts } = await downloader.download(address, {
        ...limits,
        ...(signal === undefined ? {} : { signal }),
      });
      const { asset } = await upload(
        actor,
        parts,
        () => ({ requestFields: description, defaults: describeByAddress(address, url) }),
        { isImage: true, onStored: (tx, id) => saveAssetAddress(tx, address, id) },
      );
      return asset.id;
    },
  };
}

export type ImageImports = ReturnType<typeof createImageImports>;
