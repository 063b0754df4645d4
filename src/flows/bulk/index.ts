export { bulkRoutes } from './routes.js';
export { type BulkService, bulkService } from './service.js';
