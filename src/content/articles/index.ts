export { previewColumns, snapshotToShow } from './archive.store.js';
export type { ArrivingArticle, PreparedArticle } from './arriving.js';
export { type StoredName, storedNames, type TextName, textLimits, textNames } from './content.js';
export { articleEvents } from './events.js';
export type { ExportedArticle } from './exporting.store.js';
export { TYPES } from './field.schemas.js';
export { foresight } from './foresight.js';
export { isPutAway } from './importing.js';
export { faultOf, type KnownArticle, pairOf } from './importing.store.js';
export { newsstandStore } from './newsstand.store.js';
export { personArticles } from './people.store.js';
export { personArticleRoutes } from './person.routes.js';
export { ArticleListQuery, ArticleQuery, ArticleRef } from './query.schemas.js';
export { ninjsOf } from './representations/ninjs.js';
export { type Site, siteOf } from './representations/site.js';
export { revisionRetention } from './retention.js';
export { articleRevisionRoutes } from './revisions.routes.js';
export { articleRoutes } from './routes.js';
export { externalIdTaken, OWN_SOURCE } from './rules.js';
export { checkEmbargo, embargoed } from './scheduling.rules.js';
export {
  Article,
  ArticleCard,
  ArticleInput,
  ArticlePatch,
  DeskArticle,
  ExternalArticleInput,
  STATUSES,
} from './schemas.js';
export { searchConfigs } from './search.store.js';
export { sectionArticles } from './sections.store.js';
export { publicCard, type Selection, selected } from './selecting.store.js';
export { type ArticleService, articleService } from './service.js';
export { articleStateRoutes } from './states.routes.js';
