export { linkingRoutes } from './routes.js';
export { mentionLinkingService } from './service.js';
