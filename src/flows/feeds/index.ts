export { feedRoutes } from './routes.js';
export { type FeedService, feedService } from './service.js';
export { sitemapRoutes } from './sitemaps.routes.js';
export { type SitemapService, sitemapService } from './sitemaps.service.js';
