import type { Columns, Prisma } from '../../../platform/db/index.js';
import { cardColumns, type Include, publicationCopy } from '../columns.store.js';
import { type ListQuery, publicPage } from '../reading/public-page.store.js';

/** What chooses stories: the filters and the order of a list of articles. */
export type Selection = Pick<
  ListQuery,
  'section' | 'tag' | 'person' | 'author' | 'lang' | 'type' | 'publishedAt[gte]' | 'publishedAt[lt]' | 'sort'
>;

/** The first live stories that a selection finds, in its order, as rows of which `article_id` is one column. */
export const selectionRows = (selection: Selection, maxItems: number): Prisma.Sql =>
  // A page is found with one row more than it shows.
  publicPage({ ...selection, view: 'public', limit: maxItems - 1 }).rows;

/** The columns of the card of a publication `p`. */
export const publicCard = (include: readonly Include[]): Columns => cardColumns(publicationCopy, include);
