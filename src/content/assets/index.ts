export { deskAssetRoutes } from './desk.routes.js';
export { assetEvents } from './events.js';
export { deskFileRoutes, mediaRoutes } from './media.routes.js';
export { countAssetsOfPerson, personAssets } from './people.store.js';
export { assetRoutes } from './routes.js';
export { originalKey } from './rules.js';
export { assetService } from './service.js';
