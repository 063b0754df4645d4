export { tokenEvents } from './events.js';
export { meRoutes, tokenRoutes } from './routes.js';
export { tokenScope } from './schemas.js';
export { tokenService } from './service.js';
