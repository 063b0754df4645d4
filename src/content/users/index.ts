export { userEvents } from './events.js';
export { actorOfUser, rightsOf } from './rights.js';
export { findStoredRights, type StoredRights, storedRights } from './rights.store.js';
export { userRoutes } from './routes.js';
export { userService } from './service.js';
export { personUsers } from './store.js';
