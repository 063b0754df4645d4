export { changeRoutes } from './routes.js';
export { type ChangeService, changeService } from './service.js';
