export { deskSectionRoutes } from './desk.routes.js';
export { sectionEvents } from './events.js';
export { unknownSection } from './references.js';
export { revealSections } from './reveal.js';
export { sectionRoutes } from './routes.js';
export { DeskSection, Section, SectionInput, SectionPatch } from './schemas.js';
export { type SectionArticles, type SectionService, sectionService } from './service.js';
export { type SectionRef, sectionByRef } from './store.js';
