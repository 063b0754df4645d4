export { type AssetFilesReport, assetFiles } from './service.js';
