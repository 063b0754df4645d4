import type { Selectable } from 'kysely';
import { hasAssetFigures } from '../../lib/rich-text/index.js';
import { Prisma, type Tables, toJson } from '../../platform/db/index.js';
import { remainingPeople } from '../people/index.js';
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
  | 'leadAssetId'
  | 'bodyAssets';

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

/**
 * Returns the parts of a statement that insert the people of articles, for its `WITH` clause. A person who was merged
 * after the request was read is replaced by the person who remains. A person who was deleted violates the foreign key.
 *
 * @param articles a query of the ids of articles and of their people as JSON
 */
export const insertPeople = (articles: Prisma.Sql): Prisma.Sql => Prisma.sql`
  listed AS (
    SELECT s.article_id, n.place, (n.person->>'personId')::uuid AS person_id, n.person->>'relation' AS relation,
      n.person->>'titleAsPrinted' AS title
    FROM (${articles}) s (article_id, people) CROSS JOIN LATERAL jsonb_array_elements(s.people) WITH ORDINALITY AS n (person, place)
  ), held AS MATERIALIZED (${remainingPeople(Prisma.sql`ARRAY(SELECT person_id FROM listed)`)}
  ), resolved AS (
    SELECT l.article_id, l.place, coalesce(h.remaining, l.person_id) AS person_id, l.relation, l.title
    FROM listed l LEFT JOIN held h ON h.id = l.person_id
  ), named AS (
    INSERT INTO article_people (article_id, position, person_id, relation, title_as_printed)
    SELECT DISTINCT ON (article_id, person_id, relation) article_id, (place - 1)::int, person_id, relation, title
    FROM resolved ORDER BY article_id, person_id, relation, place
  )`;

/**
 * Returns the part of a statement that records the assets in these bodies, for its `WITH` clause. It ends with a comma,
 * and is empty if there are none. An asset that was deleted violates the foreign key.
 *
 * @param articles the name of a part that returns `id` and `body_assets` of the articles
 */
export const insertAssets = (articles: 'story' | 'stories', bodies: readonly string[]): Prisma.Sql =>
  bodies.some(hasAssetFigures)
    ? Prisma.raw(`pictured AS (
        INSERT INTO article_assets (article_id, asset_id) SELECT s.id, unnest(s.body_assets) FROM ${articles} s
      ), `)
    : Prisma.empty;

/** Returns the rows of `article_external_ids` for an article. */
export const externalIdRows = (articleId: string, { externalIds }: ArticleContent) =>
  externalIds.map((pair) => ({ articleId, ...pair }));
