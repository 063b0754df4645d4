import { Prisma, type Transaction } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import type { TakenOver } from './merge.rules.js';

/** What has moved from one person to another, so that it can be moved back. */
type Moved = {
  slugs: string[];
  /** Those who had been merged into the one who goes. */
  followers: string[];
  slug: string;
  wikidataId: string | null;
  taken: TakenOver;
  /** What each part of the newsroom says of what named the one who goes. */
  links: Record<string, unknown>;
};

export type Merge = { id: string; loserId: string; winnerId: string; moved: Moved };

export const mergeStore = {
  /** Gives the slugs of one person to another. @returns which */
  async moveSlugs(tx: Transaction, from: string, to: string, only?: readonly string[]): Promise<string[]> {
    const which = only === undefined ? Prisma.empty : Prisma.sql`AND slug = ANY (${only}::text[])`;
    const rows = await tx.run<{ slug: string }>(Prisma.sql`
      UPDATE person_slugs SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid ${which} RETURNING slug`);
    return rows.map(({ slug }) => slug);
  },

  /** Says that an entry, and all that were merged into it, is another. @returns those others */
  async follow(tx: Transaction, loserId: string, winnerId: string): Promise<string[]> {
    const rows = await tx.run<{ id: string }>(Prisma.sql`
      UPDATE people SET merged_into = ${winnerId}::uuid WHERE merged_into = ${loserId}::uuid RETURNING id`);
    // Its slug and its Wikidata id are the other's from now on, or free for it.
    await tx.change(Prisma.sql`
      UPDATE people SET merged_into = ${winnerId}::uuid, slug = ${`merged-${loserId}`}, wikidata_id = NULL, version = version + 1, updated_at = now()
      WHERE id = ${loserId}::uuid`);
    return rows.map(({ id }) => id);
  },

  async unfollow(tx: Transaction, loserId: string, slug: string, wikidataId: string | null, followers: string[]) {
    await tx.change(Prisma.sql`
      UPDATE people SET merged_into = NULL, slug = ${slug}, wikidata_id = ${wikidataId}, version = version + 1, updated_at = now()
      WHERE id = ${loserId}::uuid`);
    await tx.change(Prisma.sql`UPDATE people SET merged_into = ${loserId}::uuid WHERE id = ANY (${followers}::uuid[])`);
  },

  remember: (tx: Transaction, { moved, ...merge }: Merge, mergedBy: string) =>
    tx.personMerge.create({ data: { ...merge, mergedBy, moved: moved as unknown as Prisma.InputJsonObject } }),

  /** The last merge of an entry, by its id or a slug that it had then, if nothing has undone it; locked. */
  async last(tx: Transaction, ref: string): Promise<Merge | undefined> {
    const which = isId(ref) ? Prisma.sql`m.loser_id = ${ref}::uuid` : Prisma.sql`m.moved->'slugs' ? ${ref}`;
    const [merge] = await tx.run<Merge>(Prisma.sql`
      SELECT m.id, m.loser_id AS "loserId", m.winner_id AS "winnerId", m.moved
      FROM person_merges m JOIN people l ON l.id = m.loser_id
      WHERE ${which} AND m.undone_at IS NULL AND l.merged_into = m.winner_id ORDER BY m.merged_at DESC LIMIT 1 FOR UPDATE OF m`);
    return merge;
  },

  undone: (tx: Transaction, id: string) =>
    tx.personMerge.update({ where: { id }, data: { undoneAt: new Date() }, select: { id: true } }),
};
