import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import {
  type Database,
  jsonObject,
  type Reader,
  rfc3339,
  type Tables,
  type Transaction,
} from '../../platform/db/index.js';
import type { Lock } from './schemas.js';

/** Who holds a lock: the name and id of a user, or of a token of the newsroom. */
export type Holder = { holder: string; tokenId: string | null; userId: string | null };

/** A lock with the name of its previous holder, if that lock had not expired. */
type AcquiredLock = Lock & { before: string | null };

/** Returns an expression for the current lock of an article, as JSON or null. */
export const lockOf = (articleId: string): string =>
  jsonObject(`SELECT k.holder, k.token_id AS "tokenId", k.user_id AS "userId", ${rfc3339('k.since')} AS since, ${rfc3339('k.expires_at')} AS "expiresAt"
    FROM article_locks k WHERE k.article_id = ${articleId} AND k.expires_at > now()`);

const toLock = ({ since, expiresAt, ...row }: Selectable<Tables['articleLocks']>): Lock => ({
  ...row,
  since: since.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

const isHeldBy =
  ({ holder, tokenId, userId }: Holder) =>
  ({ and, eb }: ExpressionBuilder<Tables, 'articleLocks'>) =>
    userId !== null
      ? eb('articleLocks.userId', '=', userId)
      : and([
          eb('articleLocks.userId', 'is', null),
          eb('articleLocks.holder', '=', holder),
          eb('articleLocks.tokenId', 'is not distinct from', tokenId),
        ]);

export function lockStore(database: Database) {
  return {
    /** Returns the current lock of an article. */
    async current(articleId: string, { query }: Reader = database): Promise<Lock | undefined> {
      const row = await query
        .selectFrom('articleLocks')
        .selectAll()
        .where('articleId', '=', articleId)
        .where('expiresAt', '>', sql<Date>`now()`)
        .executeTakeFirst();
      return row && toLock(row);
    },

    /**
     * Locks an article, or renews the holder's own lock. With `force` it also takes over the lock of another holder.
     *
     * @returns the lock with the name of the previous holder; undefined if somebody else holds it
     */
    async acquire(
      tx: Transaction,
      articleId: string,
      by: Holder,
      { now, until, force }: { now: Date; until: Date; force: boolean },
    ): Promise<AcquiredLock | undefined> {
      const row = await tx.query
        .with('previous', (query) =>
          query
            .selectFrom('articleLocks')
            .select('holder')
            .where('articleId', '=', articleId)
            .where('expiresAt', '>', now),
        )
        .with('taken', (query) =>
          query
            .insertInto('articleLocks')
            .values({ articleId, ...by, since: now, expiresAt: until })
            .onConflict((conflict) =>
              conflict
                .column('articleId')
                .doUpdateSet((eb) => ({
                  ...by,
                  expiresAt: until,
                  since: eb
                    .case()
                    .when(eb.and([isHeldBy(by)(eb), eb('articleLocks.expiresAt', '>', now)]))
                    .then(eb.ref('articleLocks.since'))
                    .else(now)
                    .end(),
                }))
                .where((eb) => eb.or([eb.lit(force), eb('articleLocks.expiresAt', '<=', now), isHeldBy(by)(eb)])),
            )
            .returningAll(),
        )
        .selectFrom('taken')
        .selectAll()
        .select((eb) => eb.selectFrom('previous').select('holder').as('before'))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { before, ...lock } = row;
      return { ...toLock(lock), before };
    },

    /**
     * Releases the holder's lock or, with `force`, any lock.
     *
     * @returns the lock, unless it had already expired
     */
    async release(tx: Transaction, articleId: string, by: Holder, force: boolean): Promise<Lock | undefined> {
      const row = await tx.query
        .with('released', (query) =>
          query
            .deleteFrom('articleLocks')
            .where('articleId', '=', articleId)
            .$if(!force, (own) => own.where(isHeldBy(by)))
            .returningAll(),
        )
        .selectFrom('released')
        .selectAll()
        .where('expiresAt', '>', sql<Date>`now()`)
        .executeTakeFirst();
      return row && toLock(row);
    },
  };
}
