import { type Database, jsonObject, Prisma, rfc3339, type Transaction } from '../../platform/db/index.js';
import type { Lock } from './schemas.js';

/** Under which token somebody works. */
export type Holder = { holder: string; tokenId: string | null };

/** Who was there before counts as long as their lock lasts. */
type Taken = Lock & { before: string | null };

const columns = `k.holder, k.token_id AS "tokenId", ${rfc3339('k.since')} AS since, ${rfc3339('k.expires_at')} AS "expiresAt"`;

/** Who works on an article now, as JSON, or null. */
export const lockOf = (articleId: string): string =>
  jsonObject(`SELECT ${columns} FROM article_locks k WHERE k.article_id = ${articleId} AND k.expires_at > now()`);

const lock = Prisma.raw(`k.article_id AS "articleId", ${columns}`);

const isHeldBy = ({ holder, tokenId }: Holder) =>
  Prisma.sql`k.holder = ${holder} AND k.token_id IS NOT DISTINCT FROM ${tokenId}::uuid`;

export function lockStore(database: Database) {
  return {
    /** The lock that holds now. */
    async current(articleId: string, tx?: Transaction): Promise<Lock | undefined> {
      const statement = Prisma.sql`SELECT ${lock} FROM article_locks k WHERE k.article_id = ${articleId}::uuid AND k.expires_at > now()`;
      const rows = tx === undefined ? await database.run<Lock>(statement) : await tx.run<Lock>(statement);
      return rows[0];
    },

    /**
     * Locks an article for somebody, or renews the lock that they have; with `force` whoever else holds it.
     *
     * @returns the lock, with the name of whoever held it until now; undefined where somebody else holds it
     */
    async take(
      tx: Transaction,
      articleId: string,
      by: Holder,
      { now, until, force }: { now: Date; until: Date; force: boolean },
    ): Promise<Taken | undefined> {
      const [taken] = await tx.run<Taken>(Prisma.sql`
        WITH before AS (
          SELECT k.holder FROM article_locks k WHERE k.article_id = ${articleId}::uuid AND k.expires_at > ${now}
        ), k AS (
          INSERT INTO article_locks AS k (article_id, holder, token_id, since, expires_at)
          VALUES (${articleId}::uuid, ${by.holder}, ${by.tokenId}::uuid, ${now}, ${until})
          ON CONFLICT (article_id) DO UPDATE SET holder = EXCLUDED.holder, token_id = EXCLUDED.token_id, expires_at = EXCLUDED.expires_at,
            since = CASE WHEN ${isHeldBy(by)} AND k.expires_at > ${now} THEN k.since ELSE EXCLUDED.since END
          WHERE ${force}::boolean OR k.expires_at <= ${now} OR (${isHeldBy(by)})
          RETURNING *
        )
        SELECT ${lock}, (SELECT holder FROM before) AS before FROM k`);
      return taken;
    },

    /** Ends the lock that somebody has, or with `force` whoever has it. @returns it, unless it had ended by itself */
    async release(tx: Transaction, articleId: string, by: Holder, force: boolean): Promise<Lock | undefined> {
      const [released] = await tx.run<Lock>(Prisma.sql`
        WITH k AS (DELETE FROM article_locks k WHERE k.article_id = ${articleId}::uuid AND (${force}::boolean OR (${isHeldBy(by)})) RETURNING *)
        SELECT ${lock} FROM k WHERE k.expires_at > now()`);
      return released;
    },
  };
}
