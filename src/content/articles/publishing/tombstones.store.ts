import type { Reader, Transaction } from '../../../platform/db/index.js';
import { isId } from '../../slugs/index.js';

/** Reads the tombstones of killed articles that were public before. */
export function tombstones({ query }: Reader) {
  return {
    /** Finds the tombstone of the article that had this id, or this slug when it was public. */
    find: (ref: string): Promise<{ reason: string } | undefined> =>
      query
        .selectFrom('publicationTombstones')
        .select('reason')
        .where((eb) =>
          eb(
            'articleId',
            '=',
            isId(ref) ? ref : eb.selectFrom('publicationSlugs').select('articleId').where('slug', '=', ref),
          ),
        )
        .executeTakeFirst(),
  };
}

export const tombstone = {
  upsert: (tx: Transaction, articleId: string, reason: string) =>
    tx.query
      .insertInto('publicationTombstones')
      .values({ articleId, reason })
      .onConflict((conflict) => conflict.column('articleId').doUpdateSet({ reason }))
      .execute(),

  remove: (tx: Transaction, articleId: string) =>
    tx.query.deleteFrom('publicationTombstones').where('articleId', '=', articleId).execute(),
};
