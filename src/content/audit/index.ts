export { auditRoutes } from './routes.js';
export { auditService } from './service.js';
