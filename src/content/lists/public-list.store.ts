import type { z } from 'zod';
import { columnsOf, jsonText, memoizeByQuery, Prisma, select } from '../../platform/db/index.js';
import { publicCard, type Selection, selectionRows } from '../articles/index.js';
import { wholeColumns } from './columns.store.js';
import { DeskListCard, type ListQuery, type Rule } from './schemas.js';

/** What the statement that fills a list is composed of. It holds for one version of the list. */
export const Definition = DeskListCard.pick({ id: true, version: true, size: true, rule: true });
export type Definition = z.infer<typeof Definition>;

type PublicListQuery = { definition: Definition } & Pick<ListQuery, 'include' | 'fields'>;

/** The rule of a list as what chooses stories. */
export function selectionOf({ 'publishedAt[gte]': from, 'publishedAt[lt]': to, sort, ...filters }: Rule): Selection {
  return {
    ...filters,
    sort: sort ?? '-publishedAt',
    ...(from === undefined ? {} : { 'publishedAt[gte]': new Date(from) }),
    ...(to === undefined ? {} : { 'publishedAt[lt]': new Date(to) }),
  };
}

/** The pins that hold, and in the free places what the rule finds of what is not pinned: `slots`. */
function slotsSql({ size, rule }: Definition): Prisma.Sql {
  if (rule === null) return Prisma.sql`slots AS (SELECT i.*, true AS pinned FROM pinned i)`;
  // Of what the rule finds as many may be pinned as there are places.
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
 * The statement that gives a published list with its stories: id, slug, version, when it or a story in it was last changed, when the
 * first pin ends, and its JSON. No row when the list is no longer published, or of another version.
 */
export const publicListStatement = memoizeByQuery(({ definition, include = [], fields }: PublicListQuery) => {
  const items = Prisma.sql`array_to_json(ARRAY(SELECT row_to_json(o) FROM (
    SELECT row_number() OVER (ORDER BY s.position) AS position, s.pinned, s.label,
      coalesce(s.headline, p.headline) AS headline, coalesce(s.standfirst, p.standfirst) AS standfirst,
      (SELECT row_to_json(o) FROM (SELECT ${select(publicCard(include), fields)}) o) AS article
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
      ${jsonText({ ...columnsOf(wholeColumns('NULL')), items })}
    FROM public_lists l WHERE l.id = ${definition.id}::uuid AND l.version = ${definition.version}`;
  // How rare a language is decides whether to go by the index of it or by that of the times.
  return { text, values, planMode: definition.rule?.lang === undefined ? undefined : ('each-time' as const) };
});
