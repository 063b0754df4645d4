import type { Selectable } from 'kysely';
import { type Tables, toJson } from '../../platform/db/index.js';
import { type ArticleContent, type ContentColumnName, contentColumns } from './content.js';

export type DraftRow = Selectable<Tables['articles']>;
export type PublicationRow = Selectable<Tables['publications']>;

/** Does not compile when a field of the catalogue has no column in the Prisma schema. */
export type WithContent<
  Draft extends Record<ContentColumnName, unknown>,
  _Publication extends Record<ContentColumnName, unknown>,
> = Draft;

/** The columns of articles that are no content. */
type StateColumn =
  | 'id'
  | 'status'
  | 'version'
  | 'revision'
  | `${'published' | 'firstPublished' | 'trashed' | 'killed' | 'created' | 'updated' | 'unpublish'}At`
  | 'publishedRevision'
  | 'scheduledFor'
  | 'scheduledRevision'
  | 'embargoedUntil'
  | 'killReason'
  | 'killNote';

type Columns<Model> = Exclude<keyof Model, StateColumn | 'articleId'>;

/** Content as columns. Does not compile when the Prisma schema has a column for content that the catalogue of fields lacks. */
export function columnsOf(content: ArticleContent): Record<Columns<DraftRow> | Columns<PublicationRow>, never> {
  const columns = contentColumns.map(({ name, type }) => {
    const value = content[name];
    return [name, type === 'json' && value !== null ? toJson(value) : value];
  });
  return Object.fromEntries(columns) as Record<ContentColumnName, never>;
}

/** The people of an article, as rows. */
export const peopleRows = (articleId: string, { people }: ArticleContent) =>
  people.map((person, position) => ({ articleId, position, ...person }));

/** What other systems call an article, as rows. */
export const externalIdRows = (articleId: string, { externalIds }: ArticleContent) =>
  externalIds.map((pair) => ({ articleId, ...pair }));
