export { feedRoutes } from './routes.js';
export { feedService } from './service.js';
export { sitemapRoutes } from './sitemaps.routes.js';
export { sitemapService } from './sitemaps.service.js';
