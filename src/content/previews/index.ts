export { previewEvents } from './events.js';
export { articlePreviewRoutes, previewRoutes } from './routes.js';
export { type PreviewService, previewService } from './service.js';
