import { z } from 'zod';
import { type Actor, authorIdOf } from '../../../platform/auth/index.js';
import { Prisma, type Reader, toKysely } from '../../../platform/db/index.js';
import { type ArticleRow, matchesRef } from '../store.js';
import type { FoundReferences } from './references.store.js';

/** Returns the condition that an article `p` belongs to an actor, who created it or is assigned to it. */
export const isOwnBy = (actor: Actor): Prisma.Sql =>
  Prisma.sql`(p.creator_id = ${authorIdOf(actor)}::uuid OR p.assignee_id = ${actor.userId}::uuid)`;

/** Returns whether an article belongs to an actor. */
export async function isOwnArticle({ query }: Reader, actor: Actor, ref: string): Promise<boolean> {
  const row = await query
    .selectFrom('articles as p')
    .select('p.id')
    .where(toKysely<boolean>(Prisma.sql`${matchesRef(ref)} AND ${isOwnBy(actor)}`))
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Returns those references of an article that an actor may know, for an actor who may only use own articles: what the
 * public sees, own articles, the actor in the directory of people, and what the article refers to already.
 */
export async function limitReferences(
  reader: Reader,
  actor: Actor,
  references: FoundReferences,
  before?: Pick<ArticleRow, 'sectionId' | 'related' | 'people'>,
): Promise<FoundReferences> {
  if (!actor.isLimitedToOwn) return references;
  const { section, people } = references;
  const ids = [...people, ...references.related, ...(section === null ? [] : [section])].map(({ id }) => id);
  const rows = await reader.run(
    Prisma.sql`
      SELECT p.id FROM articles p WHERE p.id = ANY (${ids}::uuid[])
        AND (${isOwnBy(actor)} OR EXISTS (SELECT FROM publications u WHERE u.article_id = p.id))
      UNION ALL SELECT k.id FROM people k WHERE k.id = ANY (${ids}::uuid[])
        AND (k.visibility = 'public' OR k.id = (SELECT person_id FROM users WHERE id = ${actor.userId}::uuid))
      UNION ALL SELECT s.id FROM sections s WHERE s.id = ANY (${ids}::uuid[]) AND s.visibility = 'public'`,
    z.object({ id: z.string() }),
  );
  const keptIds = before && [
    before.sectionId ?? '',
    ...before.related,
    ...before.people.map(({ personId }) => personId),
  ];
  const visibleIds = new Set([...rows.map(({ id }) => id), ...(keptIds ?? [])]);
  const isVisible = ({ id }: { id: string }) => visibleIds.has(id);
  return {
    ...references,
    section: section !== null && isVisible(section) ? section : null,
    people: people.filter(isVisible),
    related: references.related.filter(isVisible),
  };
}
