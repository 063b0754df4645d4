export { previewEvents } from './events.js';
export { articlePreviewRoutes, previewRoutes } from './routes.js';
export { previewService } from './service.js';
