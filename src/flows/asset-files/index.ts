export { exportAssets } from './export.js';
export { FileFault } from './folder.js';
export { assetFiles } from './service.js';
export type { AssetSource } from './source.js';
