export {
  limitableArticleFields,
  type StoredName,
  type TextName,
  textLimits,
  textNames,
  transferredNames,
} from './content.js';
export { articleEvents } from './events.js';
export { articleType, TYPES } from './field.schemas.js';
export { articleEmbargoed, checkEmbargo } from './planning/schedule.rules.js';
export { personArticles } from './publishing/people.store.js';
export { publicationStore } from './publishing/publications.store.js';
export { sectionArticles } from './publishing/sections.store.js';
export { articleStateRoutes } from './publishing/states.routes.js';
export { ArticleListQuery, type ArticleListRequest, ArticleQuery, ArticleRef } from './query.schemas.js';
export { deskArticleRoutes, deskPersonArticleRoutes } from './reading/desk.routes.js';
export { personArticleRoutes } from './reading/person.routes.js';
export { ninjsOf } from './representations/ninjs.js';
export { articleFormRoutes } from './representations/routes.js';
export { type Site, siteOf } from './representations/site.js';
export { articleNoteRoutes } from './review/notes.routes.js';
export { reviewEvents } from './review/review.events.js';
export { articleReviewRoutes } from './review/review.routes.js';
export { shownStatusSql } from './review/state.store.js';
export { revisionRetention } from './revisions/retention.js';
export { articleRevisionRoutes } from './revisions/revisions.routes.js';
export { previewColumns, previewSnapshotSql } from './revisions/snapshots.store.js';
export { articleRoutes } from './routes.js';
export { externalIdTaken, OWN_SOURCE } from './rules.js';
export {
  Article,
  ArticleCard,
  ArticleInput,
  ArticlePatch,
  articleStatus,
  DeskArticle,
  droppedParts,
  ExternalArticleInput,
  STATUSES,
  type WrittenArticle,
} from './schemas.js';
export { type ArticleService, articleService } from './service.js';
export type { ExportedArticle } from './transfer/exporter.store.js';
export { isTrashedOrKilled } from './transfer/import-changes.js';
export type { ArticleImportRecord, PreparedArticle } from './transfer/import-rows.js';
export type { ImportOutcome } from './transfer/importer.js';
export { type ExistingArticle, externalIdKey, getDatabaseFault } from './transfer/importer.store.js';
export { cardAssets, publicCard, type Selection, selectionRows } from './transfer/selection.store.js';
export { assetUsageRoutes } from './usages/usages.routes.js';
export { assetArticles } from './usages/usages.store.js';
