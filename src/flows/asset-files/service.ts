import type { AssetService } from '../../content/assets/index.js';
import { exportAssets } from './export.js';
import { importAssets } from './import.js';

/** Exports and imports assets with their files. */
export function assetFiles(assets: AssetService) {
  return {
    /** See `exportAssets`. */
    export: exportAssets(assets),
    /** See `importAssets`. */
    import: importAssets(assets),
  };
}
