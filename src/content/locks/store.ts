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

/** Under which token somebody works. */
export type Holder = { holder: string; tokenId: string | null };

/** Who was there before counts as long as their lock lasts. */
type AcquiredLock = Lock & { before: string | null };

/** Who works on an article now, as JSON, or null. */
export const lockOf = (articleId: string): string =>
  jsonObject(`SELECT k.holder, k.token_id AS "tokenId", ${rfc3339('k.since')} AS since, ${rfc3339('k.expires_at')} AS "expiresAt"
    FROM article_locks k WHERE k.article_id = ${articleId} AND k.expires_at > now()`);

const toLock = ({ since, expiresAt, ...row }: Selectable<Tables['articleLocks']>): Lock => ({
  ...row,
  since: since.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

const isHeldBy =
  ({ holder, tokenId }: Holder) =>
  ({ and, eb }: ExpressionBuilder<Tables, 'articleLocks'>) =>
    and([eb('articleLocks.holder', '=', holder), eb('articleLocks.tokenId', 'is not distinct from', tokenId)]);

export function lockStore(database: Database) {
  return {
    /** The lock that holds now. */
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
     * Locks an article for somebody, or renews the lock that they have; with `force` whoever else holds it.
     *
     * @returns the lock, with the name of whoever held it until now; undefined where somebody else holds it
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

    /** Ends the lock that somebody has, or with `force` whoever has it. @returns it, unless it had ended by itself */
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
