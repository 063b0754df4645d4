export { deskCorrections, publicCorrections } from './columns.store.js';
export { correctionEvents } from './events.js';
export { releaseCorrections } from './releasing.js';
export { articleCorrectionRoutes, correctionRoutes } from './routes.js';
export { ArticleCorrection, type CorrectionInput } from './schemas.js';
export { type CorrectionService, correctionService } from './service.js';
export { hasWaiting, isAwaited } from './store.js';
