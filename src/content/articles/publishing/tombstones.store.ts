import type { Reader, Transaction } from '../../../platform/db/index.js';
import { isId } from '../../slugs/index.js';

/** What the newsstand keeps of stories that readers knew and that were killed. */
export function tombstones({ query }: Reader) {
  return {
    /** Why the story was killed that had this id, or this slug, when it was public. */
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
