import { type Selectable, sql, type Updateable } from 'kysely';
import { type Database, Prisma, type Reader, type Tables, type Transaction, toJson } from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { DisabledBy, Filter, WebhookListQuery } from './schemas.js';

export type WebhookRow = Selectable<Tables['webhooks']>;

/** A webhook that is to hear of events. */
export type Subscription = Pick<WebhookRow, 'id' | 'types' | 'since'> & { filter: Filter | null; scopes: string[] };

const orders = { createdAt: { column: Prisma.sql`w.created_at`, id: Prisma.sql`w.id`, type: 'timestamptz' } } as const;

const asJson = (filter: Filter | null) => (filter === null ? null : toJson(filter));

type WebhookColumns = Pick<WebhookRow, 'url' | 'types' | 'description'> & { filter: Filter | null };
type NewWebhookRow = WebhookColumns &
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
      const rowsQuery = database.query
        .selectFrom('webhooks as w')
        .selectAll()
        .$if(tokenId !== undefined, (some) => some.where('w.tokenId', '=', tokenId ?? ''));
      return loadPage(rowsQuery, keys, positionByCreation, (row) => row);
    },

    find: ({ query }: Reader, id: string): Promise<WebhookRow | undefined> =>
      query.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Finds a webhook and has others who would change it wait. */
    async lock(tx: Transaction, id: string): Promise<WebhookRow | undefined> {
      tx.beforeLock(`webhook ${id}`);
      return tx.query.selectFrom('webhooks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    },

    create: (tx: Transaction, { filter, disabledReason, ...columns }: NewWebhookRow): Promise<WebhookRow> =>
      tx.query
        .insertInto('webhooks')
        .values({
          ...columns,
          filter: asJson(filter),
          since: endOfLog(tx),
          disabledReason,
          disabledAt: disabledReason === null ? null : new Date(),
        })
        .returningAll()
        .executeTakeFirstOrThrow(),

    update: (tx: Transaction, id: string, { filter, ...columns }: WebhookColumns): Promise<WebhookRow> =>
      updateRow(tx, id, { ...columns, filter: asJson(filter) }),

    /** From now on it hears of what happens, and of nothing before. */
    enable: (tx: Transaction, id: string): Promise<WebhookRow> =>
      tx.query
        .updateTable('webhooks')
        .set({ disabledAt: null, disabledReason: null, failingSince: null, since: endOfLog(tx) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),

    /** Disables one that is enabled, and gives up what waits for it. @returns undefined where it was disabled already */
    async disable(tx: Transaction, id: string, disabledReason: DisabledBy): Promise<WebhookRow | undefined> {
      const now = new Date();
      const row = await tx.query
        .updateTable('webhooks')
        .set(({ eb }) => ({ disabledAt: now, disabledReason, version: eb('version', '+', 1), updatedAt: now }))
        .where('id', '=', id)
        .where('disabledAt', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined)
        await tx.query
          .updateTable('webhookDeliveries')
          .set({ status: 'failed', dueAt: null, leasedBy: null })
          .where('webhookId', '=', id)
          .where('dueAt', 'is not', null)
          .execute();
      return row;
    },

    rotate: (tx: Transaction, { id, secret: previousSecret }: WebhookRow, secret: Buffer, until: Date) =>
      updateRow(tx, id, { secret, previousSecret, previousUntil: until }),

    remove: (tx: Transaction, id: string) => tx.query.deleteFrom('webhooks').where('id', '=', id).execute(),

    /** All that are to hear of what happens. */
    loadSubscriptions: async (): Promise<Subscription[]> => {
      const rows = await database.query
        .selectFrom('webhooks')
        .select(['id', 'types', 'filter', 'scopes', 'since'])
        .where('disabledAt', 'is', null)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({ ...row, filter: row.filter as Filter | null }));
    },

    /**
     * Those that are enabled, of tokens without the right to administrate that have expired. One that an administrator has changed since is
     * theirs.
     */
    findOrphans: (now: Date): Promise<{ id: string }[]> =>
      database.query
        .selectFrom('webhooks as w')
        .innerJoin('tokens as t', 't.id', 'w.tokenId')
        .select('w.id')
        .where('w.disabledAt', 'is', null)
        .where('t.expiresAt', '<=', now)
        .whereRef('w.updatedAt', '<', 't.expiresAt')
        .where(notAdmin)
        .execute(),

    /** Those that are enabled and were made by a token without the right to administrate. */
    findByToken: (tokenId: string): Promise<{ id: string }[]> =>
      database.query
        .selectFrom('webhooks as w')
        .select('w.id')
        .where('w.tokenId', '=', tokenId)
        .where('w.disabledAt', 'is', null)
        .where(notAdmin)
        .execute(),
  };
}

const notAdmin = sql<boolean>`NOT 'admin' = ANY (w.scopes)`;

/** Where the log of events ends. */
const endOfLog = ({ query }: Reader) =>
  query.selectFrom('events').select(sql<string>`coalesce(max(position), 0)`.as('end'));

const updateRow = (tx: Transaction, id: string, columns: Updateable<Tables['webhooks']>): Promise<WebhookRow> =>
  tx.query
    .updateTable('webhooks')
    .set(({ eb }) => ({ ...columns, version: eb('version', '+', 1), updatedAt: new Date() }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
