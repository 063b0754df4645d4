import type { AssetService } from '../../content/assets/index.js';
import { type Actor, requireScope } from '../../platform/auth/index.js';
import { exportAssets } from './export.js';
import { importAssets } from './import.js';
import { ownAssets } from './source.js';

/** Exports and imports assets with their files. */
export function assetFiles(assets: AssetService) {
  return {
    /** Writes all assets to a folder, as `exportAssets` does. @throws forbidden without the scope content:read */
    async export(actor: Actor, folder: string, onProgress?: (assetCount: number) => void) {
      requireScope(actor, 'content:read');
      return exportAssets(ownAssets(assets), folder, onProgress);
    },

    /** See `importAssets`. */
    import: importAssets(assets),
  };
}
