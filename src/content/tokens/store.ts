import { type Database, Prisma, type Transaction } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { TokenListQuery } from './schemas.js';

export type TokenRow = Prisma.TokenGetPayload<object>;

const orders = { createdAt: { column: Prisma.sql`t.created_at`, id: Prisma.sql`t.id`, type: 'timestamptz' } } as const;

/** Tokens, by the hash of each. */
export function tokenStore(database: Database) {
  return {
    async list(query: TokenListQuery): Promise<Page<TokenRow>> {
      const keys = keyset('tokens', chooseOrder(query.sort, orders), query);
      const rows = await database.read<TokenRow>(Prisma.sql`
        SELECT t.id, t.name, t.hash, t.scopes, t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt", t.created_at AS "createdAt"
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
    find: (tx: Transaction, id: string): Promise<TokenRow | null> => tx.token.findUnique({ where: { id } }),
    create: (tx: Transaction, data: Prisma.TokenCreateInput): Promise<TokenRow> => tx.token.create({ data }),
    remove: (tx: Transaction, id: string) => tx.token.delete({ where: { id } }),
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
