import type { Selectable } from 'kysely';
import { type Tables, toJson } from '../../platform/db/index.js';
import { type ArticleContent, type ContentColumnName, contentColumns } from './content.js';

export type DraftRow = Selectable<Tables['articles']>;
export type PublicationRow = Selectable<Tables['publications']>;

/** Fails to compile if a field of the catalogue has no column in the Prisma schema. */
export type WithContent<
  Draft extends Record<ContentColumnName, unknown>,
  _Publication extends Record<ContentColumnName, unknown>,
> = Draft;

/** The columns of articles that hold state instead of content, or that the database derives from content. */
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
  | 'killNote'
  | 'creatorId'
  | 'assigneeId'
  | 'reviewStep'
  | 'reviewRevision'
  | 'leadAssetId';

type Columns<Model> = Exclude<keyof Model, StateColumn | 'articleId'>;

/**
 * Returns content as column values. Fails to compile if the Prisma schema has a content column that the catalogue of
 * fields lacks.
 */
export function columnsOf(content: ArticleContent): Record<Columns<DraftRow> | Columns<PublicationRow>, never> {
  const columns = contentColumns.map(({ name, type }) => {
    const value = content[name];
    return [name, type === 'json' && value !== null ? toJson(value) : value];
  });
  return Object.fromEntries(columns) as Record<ContentColumnName, never>;
}

/** Returns the rows of `article_people` for an article. */
export const peopleRows = (articleId: string, { people }: ArticleContent) =>
  people.map((person, position) => ({ articleId, position, ...person }));

/** Returns the rows of `article_external_ids` for an article. */
export const externalIdRows = (articleId: string, { externalIds }: ArticleContent) =>
  externalIds.map((pair) => ({ articleId, ...pair }));
