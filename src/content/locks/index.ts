export { lockEvents } from './events.js';
export { articleLockRoutes } from './routes.js';
export { HeldLock } from './schemas.js';
export { lockService } from './service.js';
export { lockOf } from './store.js';
