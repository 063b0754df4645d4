export { findForeignArticles, requireSectionAccess } from './access.js';
export { requireLimitSections } from './limit.js';
export { sectionLimitEffect, sectionLimitInput, sectionLimitOutput } from './schemas.js';
export { findInsideSections, limitSections } from './section-limits.store.js';
