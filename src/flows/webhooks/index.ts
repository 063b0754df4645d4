export { deliveryRoutes } from './deliveries.routes.js';
export { webhookEvents, webhookPing } from './events.js';
export { webhookRoutes } from './routes.js';
export { webhookService } from './service.js';
