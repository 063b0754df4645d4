export { deskCorrections, publicCorrections } from './columns.store.js';
export { deskArticleCorrectionRoutes, deskCorrectionRoutes } from './desk.routes.js';
export { correctionEvents } from './events.js';
export { releaseCorrections } from './release.js';
export { articleCorrectionRoutes, correctionRoutes } from './routes.js';
export { ArticleCorrection, type CorrectionInput } from './schemas.js';
export { type CorrectionService, correctionService } from './service.js';
export { hasWaitingCorrections, hasWaitingCorrectionsSql } from './store.js';
