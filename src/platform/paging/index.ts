export { type FinishedItem, type FinishedPage, finishPage, type Shown } from './finished.js';
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
