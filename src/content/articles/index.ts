export { type StoredName, storedNames, type TextName, textLimits, textNames } from './content.js';
export { articleEvents } from './events.js';
export { TYPES } from './field.schemas.js';
export { foresight } from './planning/foresight.js';
export { checkEmbargo, embargoed } from './planning/scheduling.rules.js';
export { newsstandStore } from './publishing/newsstand.store.js';
export { personArticles } from './publishing/people.store.js';
export { sectionArticles } from './publishing/sections.store.js';
export { articleStateRoutes } from './publishing/states.routes.js';
export { ArticleListQuery, ArticleQuery, ArticleRef } from './query.schemas.js';
export { personArticleRoutes } from './reading/person.routes.js';
export { searchConfigs } from './reading/search.store.js';
export { ninjsOf } from './representations/ninjs.js';
export { type Site, siteOf } from './representations/site.js';
export { previewColumns, snapshotToShow } from './revisions/archive.store.js';
export { revisionRetention } from './revisions/retention.js';
export { articleRevisionRoutes } from './revisions/revisions.routes.js';
export { articleRoutes } from './routes.js';
export { externalIdTaken, OWN_SOURCE } from './rules.js';
export {
  Article,
  ArticleCard,
  ArticleInput,
  ArticlePatch,
  DeskArticle,
  ExternalArticleInput,
  STATUSES,
} from './schemas.js';
export { type ArticleService, articleService } from './service.js';
export type { ArrivingArticle, PreparedArticle } from './transfer/arriving.js';
export type { ExportedArticle } from './transfer/exporting.store.js';
export { isPutAway } from './transfer/importing.js';
export { faultOf, type KnownArticle, pairOf } from './transfer/importing.store.js';
export { publicCard, type Selection, selected } from './transfer/selecting.store.js';
