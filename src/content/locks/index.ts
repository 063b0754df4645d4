export { lockEvents } from './events.js';
export { articleLockRoutes } from './routes.js';
export { HeldLock } from './schemas.js';
export { type LockService, lockService } from './service.js';
export { lockOf } from './store.js';
