export { changeRoutes } from './routes.js';
export { changeService } from './service.js';
