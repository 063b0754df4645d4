export { userEvents } from './events.js';
export { actorOfUser, rightsOf } from './rights.js';
export { findStoredRights, type StoredRights, storedRights } from './rights.store.js';
export { userRoutes } from './routes.js';
export { User, UserId, UserInput } from './schemas.js';
export { signInActor, type UserService, userService } from './service.js';
export { personUsers } from './store.js';
