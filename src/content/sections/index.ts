export { sectionEvents } from './events.js';
export { sectionRoutes } from './routes.js';
export { Section, type SectionInput } from './schemas.js';
export { type SectionArticles, type SectionService, sectionService } from './service.js';
