export { importRoutes } from './routes.js';
export { type ImportJobs, importJobs } from './service.js';
