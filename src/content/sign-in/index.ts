export { signInLinkEvents } from './events.js';
export { signInRoutes } from './routes.js';
export { signInService } from './service.js';
