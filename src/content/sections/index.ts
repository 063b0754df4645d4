export { sectionRoutes } from './routes.js';
export type { SectionInput } from './schemas.js';
export { type SectionArticles, type SectionService, sectionService } from './service.js';
