export { linkingRoutes } from './routes.js';
export { mentionLinking } from './service.js';
