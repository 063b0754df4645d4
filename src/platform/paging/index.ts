export { type JsonItem, type JsonPage, type ResponseTags, readJsonPage } from './json-pages.js';
export {
  chooseOrder,
  cursorSql,
  type Keyset,
  keyset,
  type Order,
  type Page,
  type PageQuery,
  pageOf,
  pageParameters,
  positionOf,
  sortByCreation,
} from './lists.js';
export { loadPage, positionByCreation } from './row-pages.js';
