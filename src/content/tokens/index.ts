export type { Holder } from './authentication.js';
export { tokenEvents } from './events.js';
export { meRoutes, tokenRoutes } from './routes.js';
export { tokenService } from './service.js';
