import { type Database, Prisma, type Transaction } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { DisabledBy, Filter, WebhookListQuery } from './schemas.js';

export type WebhookRow = Prisma.WebhookGetPayload<object>;

/** A webhook that is to hear of events. */
export type Subscription = Pick<WebhookRow, 'id' | 'types' | 'since'> & { filter: Filter | null; scopes: string[] };

const orders = { createdAt: { column: Prisma.sql`w.created_at`, id: Prisma.sql`w.id`, type: 'timestamptz' } } as const;

/** Where the log ends. */
const end = Prisma.sql`(SELECT coalesce(max(position), 0) FROM events)`;

const asJson = (filter: Filter | null) => (filter as Prisma.InputJsonObject | null) ?? Prisma.DbNull;

type Written = Pick<WebhookRow, 'url' | 'types' | 'description'> & { filter: Filter | null };
type Made = Written &
  Pick<WebhookRow, 'id' | 'scopes' | 'tokenId' | 'createdBy'> & {
    secret: Buffer;
    disabledReason: DisabledBy | null;
  };

/** Webhooks. */
export function webhookStore(database: Database) {
  return {
    /** @param tokenId those made by this token alone; all, when it is left out */
    async list(query: WebhookListQuery, tokenId: string | undefined): Promise<Page<WebhookRow>> {
      const keys = keyset('webhooks', chooseOrder(query.sort, orders), query);
      const own = tokenId === undefined ? Prisma.sql`TRUE` : Prisma.sql`w.token_id = ${tokenId}::uuid`;
      const found = await database.run<{ id: string; key: string }>(Prisma.sql`
        SELECT w.id FROM webhooks w WHERE ${own} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const rows = await database.prisma.webhook.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
      const byId = new Map(rows.map((row) => [row.id, row]));
      const total =
        query.count === undefined
          ? undefined
          : await database.prisma.webhook.count({ where: tokenId === undefined ? {} : { tokenId } });
      return keys.page(
        found.flatMap(({ id }) => byId.get(id) ?? []),
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        total,
      );
    },

    find: (tx: Transaction, id: string): Promise<WebhookRow | null> => tx.webhook.findUnique({ where: { id } }),

    /** Finds a webhook and has others who would change it wait. */
    async hold(tx: Transaction, id: string): Promise<WebhookRow | null> {
      tx.beforeLock(`webhook ${id}`);
      await tx.change(Prisma.sql`SELECT FROM webhooks WHERE id = ${id}::uuid FOR UPDATE`);
      return tx.webhook.findUnique({ where: { id } });
    },

    async create(tx: Transaction, { filter, secret, disabledReason, ...made }: Made): Promise<WebhookRow> {
      const since = await endOf(tx);
      return tx.webhook.create({
        data: {
          ...made,
          filter: asJson(filter),
          secret: new Uint8Array(secret),
          since,
          disabledReason,
          disabledAt: disabledReason === null ? null : new Date(),
        },
      });
    },

    update: (tx: Transaction, id: string, { filter, ...written }: Written): Promise<WebhookRow> =>
      tx.webhook.update({
        where: { id },
        data: { ...written, filter: asJson(filter), version: { increment: 1 }, updatedAt: new Date() },
      }),

    /** From now on it hears of what happens, and of nothing before. */
    enable: async (tx: Transaction, id: string): Promise<WebhookRow> =>
      tx.webhook.update({
        where: { id },
        data: { disabledAt: null, disabledReason: null, failingSince: null, since: await endOf(tx) },
      }),

    /** Disables one that is enabled, and gives up what waits for it. @returns undefined where it was disabled already */
    async disable(tx: Transaction, id: string, disabledReason: DisabledBy): Promise<WebhookRow | undefined> {
      const now = new Date();
      const [row] = await tx.webhook.updateManyAndReturn({
        where: { id, disabledAt: null },
        data: { disabledAt: now, disabledReason, version: { increment: 1 }, updatedAt: now },
      });
      if (row !== undefined)
        await tx.webhookDelivery.updateMany({
          where: { webhookId: id, dueAt: { not: null } },
          data: { status: 'failed', dueAt: null, leasedBy: null },
        });
      return row;
    },

    rotate: (
      tx: Transaction,
      { id, secret: previousSecret }: WebhookRow,
      secret: Buffer,
      until: Date,
    ): Promise<WebhookRow> =>
      tx.webhook.update({
        where: { id },
        data: {
          secret: new Uint8Array(secret),
          previousSecret,
          previousUntil: until,
          version: { increment: 1 },
          updatedAt: new Date(),
        },
      }),

    remove: (tx: Transaction, id: string) => tx.webhook.delete({ where: { id } }),

    /** All that are to hear of what happens. */
    subscriptions: (): Promise<Subscription[]> =>
      database.run<Subscription>(Prisma.sql`
        SELECT id, types, filter, scopes, since FROM webhooks WHERE disabled_at IS NULL ORDER BY id`),

    /**
     * Those that are enabled, of tokens without the right to administrate that have expired. One that an administrator has changed since is
     * theirs.
     */
    orphans: (now: Date): Promise<{ id: string }[]> =>
      database.run<{ id: string }>(Prisma.sql`
        SELECT w.id FROM webhooks w JOIN tokens t ON t.id = w.token_id
        WHERE w.disabled_at IS NULL AND t.expires_at <= ${now}::timestamptz AND w.updated_at < t.expires_at
          AND NOT 'admin' = ANY (w.scopes)`),

    /** Those that are enabled and were made by a token without the right to administrate. */
    madeBy: (tokenId: string): Promise<{ id: string }[]> =>
      database.prisma.webhook.findMany({
        where: { tokenId, disabledAt: null, NOT: { scopes: { has: 'admin' } } },
        select: { id: true },
      }),
  };

  async function endOf(tx: Transaction): Promise<bigint> {
    const [row] = await tx.run<{ position: bigint }>(Prisma.sql`SELECT ${end} AS position`);
    return row?.position ?? 0n;
  }
}
