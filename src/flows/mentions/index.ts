export { linkingRoutes } from './routes.js';
export { mentionLinkingService as mentionLinking } from './service.js';
