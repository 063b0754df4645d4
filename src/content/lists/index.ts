export { deskListRoutes } from './desk.routes.js';
export { listEvents } from './events.js';
export { listRoutes } from './routes.js';
export type { ListInput } from './schemas.js';
export { type ListService, listService } from './service.js';
