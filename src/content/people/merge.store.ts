import { sql } from 'kysely';
import { anyOf, type Transaction, toJson } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import type { MergeAdditions } from './merge.rules.js';

/** What has moved from one person to another, so that it can be moved back. */
type MergeTransfer = {
  slugs: string[];
  /** Those who had been merged into the one who goes. */
  followers: string[];
  slug: string;
  wikidataId: string | null;
  taken: MergeAdditions;
  /** What each part of the newsroom says of what named the one who goes. */
  links: Record<string, unknown>;
};

export type Merge = { id: string; loserId: string; winnerId: string; moved: MergeTransfer };

const versionBump = { version: sql<number>`version + 1`, updatedAt: sql<Date>`now()` };

export const mergeStore = {
  /** Gives the slugs of one person to another. @returns which */
  async moveSlugs(tx: Transaction, from: string, to: string, only?: readonly string[]): Promise<string[]> {
    const rows = await tx.query
      .updateTable('personSlugs')
      .set({ personId: to })
      .where('personId', '=', from)
      .$if(only !== undefined, (some) => some.where('slug', '=', anyOf(only ?? [], 'text')))
      .returning('slug')
      .execute();
    return rows.map(({ slug }) => slug);
  },

  /** Says that an entry, and all that were merged into it, is another. @returns those others */
  async redirect({ query }: Transaction, loserId: string, winnerId: string): Promise<string[]> {
    const rows = await query
      .updateTable('people')
      .set({ mergedInto: winnerId })
      .where('mergedInto', '=', loserId)
      .returning('id')
      .execute();
    // Its slug and its Wikidata id are the other's from now on, or free for it.
    await query
      .updateTable('people')
      .set({ mergedInto: winnerId, slug: `merged-${loserId}`, wikidataId: null, ...versionBump })
      .where('id', '=', loserId)
      .execute();
    return rows.map(({ id }) => id);
  },

  async undoRedirect(
    { query }: Transaction,
    loserId: string,
    slug: string,
    wikidataId: string | null,
    followers: string[],
  ): Promise<void> {
    await query
      .updateTable('people')
      .set({ mergedInto: null, slug, wikidataId, ...versionBump })
      .where('id', '=', loserId)
      .execute();
    await query.updateTable('people').set({ mergedInto: loserId }).where('id', '=', anyOf(followers)).execute();
  },

  create: (tx: Transaction, { moved: transfer, ...merge }: Merge, mergedBy: string) =>
    tx.query
      .insertInto('personMerges')
      .values({ ...merge, mergedBy, moved: toJson(transfer) })
      .execute(),

  /** The last merge of an entry, by its id or a slug that it had then, if nothing has undone it; locked. */
  async findLatest(tx: Transaction, ref: string): Promise<Merge | undefined> {
    const merge = await tx.query
      .selectFrom('personMerges as m')
      .innerJoin('people as l', (join) => join.onRef('l.id', '=', 'm.loserId').onRef('l.mergedInto', '=', 'm.winnerId'))
      .select(['m.id', 'm.loserId', 'm.winnerId', 'm.moved'])
      .where((eb) => (isId(ref) ? eb('m.loserId', '=', ref) : sql<boolean>`m.moved->'slugs' ? ${ref}`))
      .where('m.undoneAt', 'is', null)
      .orderBy('m.mergedAt', 'desc')
      .limit(1)
      .forUpdate('m')
      .executeTakeFirst();
    return merge && { ...merge, moved: merge.moved as unknown as MergeTransfer };
  },

  markUndone: (tx: Transaction, id: string) =>
    tx.query.updateTable('personMerges').set({ undoneAt: new Date() }).where('id', '=', id).execute(),
};
