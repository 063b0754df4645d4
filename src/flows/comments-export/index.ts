export { commentExportRoutes } from './routes.js';
export { commentExports } from './service.js';
