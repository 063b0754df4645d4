import type { Transaction } from '../../platform/db/index.js';
import type { Moved } from './timetable.store.js';

export const trashStore = {
  /** Deletes some stories that were put in the trash before a time, those first that have been there longest. */
  purge: (tx: Transaction, before: Date, limit: number): Promise<Moved[]> =>
    tx.run<Moved>(Prisma.sql`
      DELETE FROM articles a WHERE a.id IN (
        SELECT id FROM articles WHERE status = 'trashed' AND trashed_at < ${before} ORDER BY trashed_at, id LIMIT ${limit}::int
        FOR UPDATE SKIP LOCKED
      ) RETURNING a.id, a.slug, a.status, a.version, a.revision`),
};
