import type { AssetService, DeskAsset } from '../../content/assets/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import { isMissingFile } from '../../platform/storage/index.js';
import { entriesOf } from '../directory-files/index.js';
import { FileFault } from './folder.js';

/** What an export needs to know of an asset. The entry in the file has all its fields. */
export type ExportedAsset = Pick<DeskAsset, 'id' | 'filename' | 'checksum' | 'bytes'>;

/** The newsroom whose assets are exported. */
export type AssetSource = {
  /** Yields all assets as editors see them, the oldest first. */
  list(): AsyncIterable<ExportedAsset>;
  /** Opens the file of an asset. @throws FileFault if the storage does not have it */
  open(id: string): Promise<AsyncIterable<Buffer>>;
  /** Returns whether the asset still exists. */
  exists(id: string): Promise<boolean>;
};

/** Returns the newsroom of this environment. */
export const ownAssets = (assets: Pick<AssetService, 'list' | 'get' | 'openOriginal'>): AssetSource => ({
  list: () => entriesOf<DeskAsset>((query) => assets.list({ ...query, sort: 'createdAt' }, 'desk')),

  async open(id) {
    try {
      return await (await assets.openOriginal(id)).open();
    } catch (error) {
      throw isMissingFile(error) || isNotFound(error) ? new FileFault(error.message) : error;
    }
  },

  async exists(id) {
    try {
      await assets.get(id, ['id'], 'desk');
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  },
});

const isNotFound = (error: unknown): error is Problem =>
  error instanceof Problem && error.definition === problems.notFound;
