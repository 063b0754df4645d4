export { bulkRoutes } from './routes.js';
export { bulkService } from './service.js';
