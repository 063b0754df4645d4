import { type Columns, Prisma } from '../../../platform/db/index.js';
import { assetsSql, type ColumnOptions, cardColumns, publicationCopy } from '../columns.store.js';
import { type ListQuery, publicPage } from '../reading/public-page.store.js';

/** The filters and the order by which articles are selected. */
export type Selection = Pick<
  ListQuery,
  'section' | 'tag' | 'person' | 'author' | 'lang' | 'type' | 'publishedAt[gte]' | 'publishedAt[lt]' | 'sort'
>;

/** Returns the statement for the first published articles of a selection, in its order. One column is `article_id`. */
export const selectionRows = (selection: Selection, maxItems: number): Prisma.Sql =>
  // `publicPage` selects one row more than the limit.
  publicPage({ ...selection, view: 'public', limit: maxItems - 1 }).rows;

/** Returns the ids of the assets on which the card of a publication `p` depends, separated by spaces, or NULL. */
export const cardAssets = ({ include = [] }: Pick<ColumnOptions, 'include'>): Prisma.Sql =>
  Prisma.raw(`array_to_string(${assetsSql(include.includes('body'))}, ' ')`);

/** Returns the columns of the card of a publication `p`. */
export const publicCard = (options: ColumnOptions): Columns => cardColumns(publicationCopy, options);
