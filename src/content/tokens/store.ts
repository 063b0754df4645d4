import { type Database, lockUntilCommit, Prisma, type Transaction, violatedUnique } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { TokenListQuery } from './schemas.js';

export type TokenRow = Prisma.TokenGetPayload<object>;

const orders = { createdAt: { column: Prisma.sql`t.created_at`, id: Prisma.sql`t.id`, type: 'timestamptz' } } as const;

/** Tokens, by the hash of each. */
export function tokenStore(database: Database) {
  return {
    async list(query: TokenListQuery): Promise<Page<TokenRow>> {
      const keys = keyset('tokens', chooseOrder(query.sort, orders), query);
      const rows = await database.run<TokenRow>(Prisma.sql`
        SELECT t.id, t.name, t.hash, t.scopes, t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.created_at AS "createdAt",
          t.parent_id AS "parentId", t.created_by AS "createdBy", t.holds_name AS "holdsName"
        FROM tokens t WHERE ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const total = query.count === undefined ? undefined : await database.prisma.token.count();
      return keys.page(
        rows,
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        total,
      );
    },
    findByHash: (hash: string): Promise<TokenRow | null> => database.prisma.token.findUnique({ where: { hash } }),
    findById: (id: string): Promise<TokenRow | null> => database.prisma.token.findUnique({ where: { id } }),

    /** Finds a token and has whoever revokes it wait until the transaction ends. */
    async hold(tx: Transaction, id: string): Promise<TokenRow | null> {
      await tx.change(Prisma.sql`SELECT FROM tokens WHERE id = ${id}::uuid FOR KEY SHARE`);
      return tx.token.findUnique({ where: { id } });
    },

    /**
     * Locks a token and all that were made with it, by way of others, too. Each is locked before those that it has made are looked for, so
     * that none is made meanwhile.
     *
     * @returns the token first; nothing when there is none
     */
    async lockFamily(tx: Transaction, id: string): Promise<TokenRow[]> {
      const locked: string[] = [];
      let level = await tx.run<{ id: string }>(Prisma.sql`SELECT id FROM tokens WHERE id = ${id}::uuid FOR UPDATE`);
      while (level.length > 0) {
        const parents = level.map((row) => row.id);
        locked.push(...parents);
        level = await tx.run<{ id: string }>(Prisma.sql`
          SELECT id FROM tokens WHERE parent_id = ANY (${parents}::uuid[]) ORDER BY id FOR UPDATE`);
      }
      const rows = new Map((await tx.token.findMany({ where: { id: { in: locked } } })).map((row) => [row.id, row]));
      return locked.flatMap((one) => rows.get(one) ?? []);
    },

    /** Takes the name from one that has expired. */
    freeName: (tx: Transaction, name: string, now: Date) =>
      tx.token.updateMany({ where: { name, holdsName: true, expiresAt: { lte: now } }, data: { holdsName: false } }),

    create: (tx: Transaction, data: Prisma.TokenUncheckedCreateInput): Promise<TokenRow> => tx.token.create({ data }),
    remove: (tx: Transaction, ids: readonly string[]) => tx.token.deleteMany({ where: { id: { in: [...ids] } } }),
    /** Of several processes that start at once, one at a time goes on. */
    lockFirstStart: (tx: Transaction) => lockUntilCommit((statement) => tx.run(statement), 'firstStart'),
    any: async (tx: Transaction): Promise<boolean> => (await tx.token.findFirst({ select: { id: true } })) !== null,
    /** Those of these tokens that are there and have not expired. */
    valid: (ids: readonly string[], now: Date) =>
      database.prisma.token.findMany({
        where: { id: { in: [...ids] }, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        select: { id: true },
      }),
    touch: (id: string, lastUsedAt: Date) => database.prisma.token.updateMany({ where: { id }, data: { lastUsedAt } }),
  };
}

/** Whether the database has refused a token because of its name. */
export const isNameTaken = (error: unknown): boolean =>
  /tokens_live_name|"fields":\["name"\]/.test(violatedUnique(error) ?? '');
