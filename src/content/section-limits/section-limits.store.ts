import { sql } from 'kysely';
import type { LimitSection } from '../../platform/auth/index.js';
import { anyOf, type Reader } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';

/** Whether a section, given as an SQL expression, is in the limit. No section is never in it. */
const isInside = (limitIds: readonly string[], section: string) =>
  sql<boolean>`EXISTS (SELECT FROM sections inside WHERE inside.id = ${sql.raw(section)} AND inside.lineage && ${limitIds}::uuid[])`;

/**
 * Returns an expression for the sections of a limit as JSON, by path. Deleted sections are missing. It is null if there
 * is no limit.
 *
 * @param sectionIds an expression for the ids of the sections
 */
export const limitSections = (sectionIds: string): string => `CASE WHEN ${sectionIds} IS NOT NULL THEN coalesce((
  SELECT json_agg(json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'path', s.path) ORDER BY s.path)
  FROM sections s WHERE s.id = ANY (${sectionIds})), '[]') END`;

/** Finds the sections of references, in their order. Undefined stands for an unknown section. */
export async function findSections({ query }: Reader, refs: readonly string[]): Promise<(LimitSection | undefined)[]> {
  const slugs = refs.filter((ref) => !isId(ref));
  const rows = await query
    .selectFrom('sections as s')
    .leftJoin('sectionSlugs as g', 'g.sectionId', 's.id')
    .select(['s.id', 's.slug', 's.name', 's.path', 'g.slug as ref'])
    .where((eb) => eb.or([eb('s.id', '=', anyOf(refs.filter(isId))), eb('g.slug', '=', anyOf(slugs, 'text'))]))
    .execute();
  const sections = new Map<string, LimitSection>();
  for (const { ref, ...section } of rows) {
    sections.set(section.id, section);
    if (ref !== null) sections.set(ref, section);
  }
  return refs.map((ref) => sections.get(ref));
}

/** Returns the ids of those sections that are in a limit: the sections that it names, and those below them. */
export async function findInsideSections(
  { query }: Reader,
  limitIds: readonly string[],
  sectionIds: readonly (string | null)[],
): Promise<ReadonlySet<string>> {
  const rows = await query
    .selectFrom('sections as s')
    .select('s.id')
    .where('s.id', '=', anyOf(sectionIds.filter((id) => id !== null)))
    .where(isInside(limitIds, 's.id'))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/**
 * Returns the ids of those articles that have a copy in a section outside a limit, or in no section.
 *
 * @param copies `draft` looks at the draft copy only; `all` also at the publication and at the scheduled revision
 */
export async function findOutsideArticles(
  { query }: Reader,
  limitIds: readonly string[],
  articleIds: readonly string[],
  copies: 'draft' | 'all',
): Promise<ReadonlySet<string>> {
  const isPublicationOutside = sql<boolean>`EXISTS (
    SELECT FROM publications p WHERE p.article_id = a.id AND NOT ${isInside(limitIds, 'p.section_id')})`;
  const isPlanOutside = sql<boolean>`EXISTS (
    SELECT FROM revisions r WHERE r.article_id = a.id AND a.scheduled_for IS NOT NULL AND r.number = a.scheduled_revision
      AND NOT ${isInside(limitIds, `(r.snapshot->>'sectionId')::uuid`)})`;
  const rows = await query
    .selectFrom('articles as a')
    .select('a.id')
    .where('a.id', '=', anyOf(articleIds))
    .where(({ eb, or, not }) =>
      or([
        not(isInside(limitIds, 'a.section_id')),
        ...(copies === 'all' ? [isPublicationOutside, isPlanOutside].map((one) => eb(one, '=', true)) : []),
      ]),
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}
