export { importEvents } from './events.js';
export { importRoutes } from './routes.js';
export { importJobs } from './service.js';
export { moveSpoolFiles } from './spool-move.store.js';
