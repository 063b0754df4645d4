export { articleEvents } from './events.js';
export { searchConfigs } from './lists.store.js';
export { newsstandStore, sectionArticles } from './newsstand.store.js';
export { personArticles } from './people.store.js';
export { ArticleListQuery } from './query.schemas.js';
export { type Site, siteOf } from './representations/site.js';
export { articleRoutes, personArticleRoutes } from './routes.js';
export { type ArticleInput, ExternalArticleInput } from './schemas.js';
export { type ArticleService, articleService } from './service.js';
