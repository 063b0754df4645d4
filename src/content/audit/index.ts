export { auditRoutes } from './routes.js';
export { type AuditService, auditService } from './service.js';
