import type { Insertable, Selectable } from 'kysely';
import {
  anyOf,
  type Database,
  lockUntilCommit,
  noRequest,
  Prisma,
  type Tables,
  type Transaction,
  violatedUnique,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { TokenListQuery } from './schemas.js';

export type TokenRow = Selectable<Tables['tokens']>;

const orders = { createdAt: { column: Prisma.sql`t.created_at`, id: Prisma.sql`t.id`, type: 'timestamptz' } } as const;

/** Stores tokens by their hashes. */
export function tokenStore(database: Database) {
  return {
    async list(query: TokenListQuery): Promise<Page<TokenRow>> {
      const keys = keyset('tokens', chooseOrder(query.sort, orders), query);
      return loadPage(database.query.selectFrom('tokens as t').selectAll(), keys, positionByCreation, (row) => row);
    },
    findByHash: (hash: string): Promise<TokenRow | null> => database.prisma.token.findUnique({ where: { hash } }),
    findById: (id: string): Promise<TokenRow | null> => database.prisma.token.findUnique({ where: { id } }),

    /** Finds a token and prevents its revocation until the transaction ends. */
    hold: (tx: Transaction, id: string): Promise<TokenRow | undefined> =>
      tx.query.selectFrom('tokens').selectAll().where('id', '=', id).forKeyShare().executeTakeFirst(),

    /**
     * Locks a token and all its descendants. Each token is locked before its children are read, so that it cannot get
     * new children in the meantime.
     *
     * @returns the token first, or an empty list if it does not exist
     */
    async lockFamily(tx: Transaction, id: string): Promise<TokenRow[]> {
      const family: TokenRow[] = [];
      const tokens = tx.query.selectFrom('tokens').selectAll().orderBy('id').forUpdate();
      let level = await tokens.where('id', '=', id).execute();
      while (level.length > 0) {
        family.push(...level);
        const parents = level.map((row) => row.id);
        level = await tokens.where('parentId', '=', anyOf(parents)).execute();
      }
      return family;
    },

    /** Releases the name of an expired token. */
    releaseName: (tx: Transaction, name: string, now: Date) =>
      tx.query
        .updateTable('tokens')
        .set({ holdsName: false })
        .where('name', '=', name)
        .where('holdsName', '=', true)
        .where('expiresAt', '<=', now)
        .execute(),

    create: (tx: Transaction, row: Insertable<Tables['tokens']>): Promise<TokenRow> =>
      tx.query.insertInto('tokens').values(row).returningAll().executeTakeFirstOrThrow(),
    remove: (tx: Transaction, ids: readonly string[]) =>
      tx.query.deleteFrom('tokens').where('id', '=', anyOf(ids)).execute(),
    /** Lets only one of several starting processes continue at a time. */
    lockFirstStart: (tx: Transaction) => lockUntilCommit(tx, 'firstStart'),
    hasAny: async (tx: Transaction): Promise<boolean> =>
      (await tx.query.selectFrom('tokens').select('id').limit(1).executeTakeFirst()) !== undefined,
    /** Returns which of the tokens exist and have not expired. */
    findValid: (ids: readonly string[], now: Date) =>
      database.prisma.token.findMany({
        where: { id: { in: [...ids] }, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        select: { id: true },
      }),
    touch: (id: string, lastUsedAt: Date) =>
      database.write(noRequest, ({ query }) =>
        query.updateTable('tokens').set({ lastUsedAt }).where('id', '=', id).execute(),
      ),
  };
}

/** Returns whether an error means that the name of a token is in use. */
export const isNameTaken = (error: unknown): boolean =>
  /tokens_live_name|"fields":\["name"\]/.test(violatedUnique(error) ?? '');
