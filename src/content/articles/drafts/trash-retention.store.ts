import type { Transaction } from '../../../platform/db/index.js';
import type { MovedArticle } from '../planning/timetable.store.js';
import type { Status } from '../schemas.js';

export const trashStore = {
  /** Deletes up to `limit` articles that were trashed before a time, the oldest first. */
  async purge(tx: Transaction, before: Date, limit: number): Promise<MovedArticle[]> {
    const rows = await tx.query
      .deleteFrom('articles')
      .where('id', 'in', (old) =>
        old
          .selectFrom('articles')
          .select('id')
          .where('status', '=', 'trashed')
          .where('trashedAt', '<', before)
          .orderBy('trashedAt')
          .orderBy('id')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['id', 'slug', 'status', 'version', 'revision'])
      .execute();
    return rows.map((row) => ({ ...row, status: row.status as Status }));
  },
};
