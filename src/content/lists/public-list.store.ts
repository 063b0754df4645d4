import type { z } from 'zod';
import { columnsOf, jsonText, memoizeByQuery, Prisma, select } from '../../platform/db/index.js';
import { cardAssets, publicCard, type Selection, selectionRows } from '../articles/index.js';
import { wholeColumns } from './columns.store.js';
import { DeskListCard, type ListQuery, type Rule } from './schemas.js';

/** The data from which the statement for a public list is built. It is valid for one version of the list. */
export const Definition = DeskListCard.pick({ id: true, version: true, size: true, rule: true });
export type Definition = z.infer<typeof Definition>;

type PublicListQuery = {
  definition: Definition;
  /** The address below which the renditions of assets are. */
  mediaUrl: string;
} & Pick<ListQuery, 'include' | 'fields'>;

/** Converts the rule of a list to a selection of articles. */
export function selectionOf({ 'publishedAt[gte]': from, 'publishedAt[lt]': to, sort, ...filters }: Rule): Selection {
  return {
    ...filters,
    sort: sort ?? '-publishedAt',
    ...(from === undefined ? {} : { 'publishedAt[gte]': new Date(from) }),
    ...(to === undefined ? {} : { 'publishedAt[lt]': new Date(to) }),
  };
}

/** Builds `slots`: the current pins, and in the free places the articles of the rule that are not pinned. */
function slotsSql({ size, rule }: Definition): Prisma.Sql {
  if (rule === null) return Prisma.sql`slots AS (SELECT i.*, true AS pinned FROM pinned i)`;
  // Up to `size` articles of the rule may be pinned, so select twice as many.
  const matches = selectionRows(selectionOf(rule), 2 * size);
  return Prisma.sql`ruled AS (
      SELECT r.article_id, row_number() OVER (ORDER BY r.place) AS nth
      FROM (SELECT row_number() OVER () AS place, p.article_id FROM (${matches}) p) r
      WHERE NOT EXISTS (SELECT FROM pinned i WHERE i.article_id = r.article_id)
    ), free AS (
      SELECT s.position, row_number() OVER (ORDER BY s.position) AS nth
      FROM generate_series(1, ${Prisma.raw(String(size))}) AS s (position)
      WHERE NOT EXISTS (SELECT FROM pinned i WHERE i.position = s.position)
    ), slots AS (
      SELECT i.*, true AS pinned FROM pinned i
      UNION ALL
      SELECT f.position, r.article_id, NULL, NULL, NULL, NULL, false FROM free f JOIN ruled r ON r.nth = f.nth
    )`;
}

/**
 * Returns the statement that reads a published list with its articles: id, slug, version, the time of the last change
 * of the list or of an article in it, the time when the first pin ends (both in milliseconds), the ids of the assets on
 * which it depends, and the JSON. It returns no row if the list is no longer published or has another version.
 */
export const publicListStatement = memoizeByQuery(({ definition, mediaUrl, include = [], fields }: PublicListQuery) => {
  const items = Prisma.sql`array_to_json(ARRAY(SELECT row_to_json(o) FROM (
    SELECT row_number() OVER (ORDER BY s.position) AS position, s.pinned, s.label,
      coalesce(s.headline, p.headline) AS headline, coalesce(s.standfirst, p.standfirst) AS standfirst,
      (SELECT row_to_json(o) FROM (SELECT ${select(publicCard({ include, mediaUrl }), fields)}) o) AS article
    FROM slots s JOIN publications p ON p.article_id = s.article_id ORDER BY s.position) o))`;
  const changedAt = Prisma.sql`greatest(l.updated_at,
    (SELECT max(p.updated_at) FROM slots s JOIN publications p ON p.article_id = s.article_id))`;
  const { text, values } = Prisma.sql`
    WITH pinned AS (
      SELECT i.position, i.article_id, i.label, i.headline, i.standfirst, i.until FROM public_list_pins i
      WHERE i.list_id = ${definition.id}::uuid AND coalesce(i.until > now(), true)
    ), ${slotsSql(definition)}
    SELECT l.id, l.slug, l.version, (extract(epoch FROM ${changedAt}) * 1000)::float8,
      (SELECT (extract(epoch FROM min(i.until)) * 1000)::float8 FROM pinned i),
      (SELECT string_agg(${cardAssets({ include })}, ' ') FROM slots s JOIN publications p ON p.article_id = s.article_id),
      ${jsonText({ ...columnsOf(wholeColumns('NULL')), items })}
    FROM public_lists l WHERE l.id = ${definition.id}::uuid AND l.version = ${definition.version}`;
  // The best index depends on how rare the language is, so plan for the values of each request.
  return { text, values, planMode: definition.rule?.lang === undefined ? undefined : ('each-time' as const) };
});
