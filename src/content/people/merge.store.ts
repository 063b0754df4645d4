import { sql } from 'kysely';
import { anyOf, type Transaction, toJson } from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import type { MergeAdditions } from './merge.rules.js';

/** The data that a merge moved, so that it can be moved back. */
type MergeTransfer = {
  slugs: string[];
  /** The ids of people who had been merged into the merged person before. */
  followers: string[];
  slug: string;
  wikidataId: string | null;
  taken: MergeAdditions;
  /** The undo data of each module that names people, by the name of the module. */
  links: Record<string, unknown>;
};

export type Merge = { id: string; loserId: string; winnerId: string; moved: MergeTransfer };

const versionBump = { version: sql<number>`version + 1`, updatedAt: sql<Date>`now()` };

export const mergeStore = {
  /** Moves the slugs of one person to another and returns them. */
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

  /** Marks a person, and everybody merged into them before, as merged. Returns the ids of the latter. */
  async redirect({ query }: Transaction, loserId: string, winnerId: string): Promise<string[]> {
    const rows = await query
      .updateTable('people')
      .set({ mergedInto: winnerId })
      .where('mergedInto', '=', loserId)
      .returning('id')
      .execute();
    // The other person takes over the slug and may take over the Wikidata id.
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

  /**
   * Finds and locks the merge of a person that is not undone, by id or by a slug of that time. `isLast` is false if the
   * remaining person was merged into a third person later. A slug moves on with each of these merges, so the first merge
   * that moved it is the one of the person who had it.
   */
  async find(tx: Transaction, ref: string): Promise<(Merge & { isLast: boolean }) | undefined> {
    const merge = await tx.query
      .selectFrom('personMerges as m')
      .innerJoin('people as l', 'l.id', 'm.loserId')
      .select(['m.id', 'm.loserId', 'm.winnerId', 'm.moved'])
      .select(sql<boolean>`coalesce(l.merged_into = m.winner_id, false)`.as('isLast'))
      .where((eb) => (isId(ref) ? eb('m.loserId', '=', ref) : sql<boolean>`m.moved->'slugs' ? ${ref}`))
      .where('m.undoneAt', 'is', null)
      .orderBy('m.mergedAt')
      .orderBy('m.id')
      .limit(1)
      .forUpdate('m')
      .executeTakeFirst();
    return merge && { ...merge, moved: merge.moved as unknown as MergeTransfer };
  },

  markUndone: (tx: Transaction, id: string) =>
    tx.query.updateTable('personMerges').set({ undoneAt: new Date() }).where('id', '=', id).execute(),
};
