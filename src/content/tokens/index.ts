export type { Holder } from './authentication.js';
export { tokenEvents } from './events.js';
export { meRoutes, tokenRoutes } from './routes.js';
export { type TokenService, tokenService } from './service.js';
