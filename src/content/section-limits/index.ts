export { findForeignArticles, requireSectionAccess } from './access.js';
export { findInsideSections, findSections } from './section-limits.store.js';
