export { importEvents } from './events.js';
export { importRoutes } from './routes.js';
export { type ImportJobs, importJobs } from './service.js';
