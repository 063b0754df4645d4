export { assetFiles } from './service.js';
