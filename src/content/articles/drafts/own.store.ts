import { type Actor, authorIdOf } from '../../../platform/auth/index.js';
import { Prisma, type Reader, toKysely } from '../../../platform/db/index.js';
import { matchesRef } from '../store.js';

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
