export { linkingRoutes } from './routes.js';
export { type MentionLinking, mentionLinking } from './service.js';
