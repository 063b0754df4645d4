export { articleEvents } from './events.js';
export type { ExportedArticle } from './exporting.store.js';
export { searchConfigs } from './lists.store.js';
export { newsstandStore, sectionArticles } from './newsstand.store.js';
export { personArticles } from './people.store.js';
export { ArticleListQuery } from './query.schemas.js';
export { ninjsOf } from './representations/ninjs.js';
export { type Site, siteOf } from './representations/site.js';
export { articleRoutes, personArticleRoutes } from './routes.js';
export { OWN_SOURCE } from './rules.js';
export {
  ArticleInput,
  ArticlePatch,
  DeskArticle,
  ExternalArticleInput,
  STATUSES,
  TYPES,
} from './schemas.js';
export { type ArticleService, articleService } from './service.js';
