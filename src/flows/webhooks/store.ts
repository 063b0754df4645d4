import { type Selectable, sql, type Updateable } from 'kysely';
import { rightsOf, type StoredRights, storedRights } from '../../content/users/index.js';
import { intersectScopes, type Scope } from '../../platform/auth/index.js';
import { type Database, Prisma, type Reader, type Tables, type Transaction, toJson } from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { Maker } from './rules.js';
import type { DisabledBy, Filter, WebhookListQuery } from './schemas.js';

export type WebhookRow = Selectable<Tables['webhooks']>;

/** An enabled webhook, with the properties that decide which events it receives. */
export type Subscription = Pick<WebhookRow, 'id' | 'types' | 'since'> & { filter: Filter | null; scopes: string[] };

const orders = { createdAt: { column: Prisma.sql`w.created_at`, id: Prisma.sql`w.id`, type: 'timestamptz' } } as const;

const asJson = (filter: Filter | null) => (filter === null ? null : toJson(filter));

type WebhookColumns = Pick<WebhookRow, 'url' | 'types' | 'description'> & { filter: Filter | null };
type NewWebhookRow = WebhookColumns &
  Pick<WebhookRow, 'id' | 'scopes' | 'tokenId' | 'userId' | 'createdBy'> & {
    secret: Buffer;
    disabledReason: DisabledBy | null;
  };

/** Stores webhooks. */
export function webhookStore(database: Database) {
  return {
    /** Lists the webhooks that a user or a token of the newsroom made, or all webhooks without a maker. */
    async list(query: WebhookListQuery, maker: Maker | undefined): Promise<Page<WebhookRow>> {
      const keys = keyset('webhooks', chooseOrder(query.sort, orders), query);
      const rowsQuery = database.query
        .selectFrom('webhooks as w')
        .selectAll()
        .$if(maker !== undefined, (some) => some.where(madeBy(maker as Maker)));
      return loadPage(rowsQuery, keys, positionByCreation, (row) => row);
    },

    find: ({ query }: Reader, id: string): Promise<WebhookRow | undefined> =>
      query.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Finds a webhook and locks its row until the end of the transaction. */
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

    /** Enables a webhook. It receives events from now on, but none that happened while it was disabled. */
    enable: (tx: Transaction, id: string): Promise<WebhookRow> =>
      tx.query
        .updateTable('webhooks')
        .set({ disabledAt: null, disabledReason: null, failingSince: null, since: endOfLog(tx) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),

    /** Disables a webhook and gives up its pending messages. Returns undefined if it was disabled already. */
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

    /** Returns all enabled webhooks. The webhook of a user has at most the scopes that the user has now. */
    loadSubscriptions: async (): Promise<Subscription[]> => {
      const rows = await database.query
        .selectFrom('webhooks as w')
        .select(['w.id', 'w.types', 'w.filter', 'w.scopes', 'w.since'])
        .select(sql.raw<StoredRights | null>(storedRights('w.user_id')).as('user'))
        .where('w.disabledAt', 'is', null)
        .orderBy('w.id')
        .execute();
      return rows.map(({ user, ...row }) => ({
        ...row,
        scopes: user === null ? row.scopes : limitScopes(row.scopes, user),
        filter: row.filter as Filter | null,
      }));
    },

    /**
     * Finds enabled webhooks that were made by tokens without the scope admin and whose tokens have expired. A webhook
     * that was changed after its token expired is kept, because only an administrator can have changed it.
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

    /** Finds the enabled webhooks that were made by a user. */
    findByUser: (userId: string): Promise<{ id: string }[]> =>
      database.query
        .selectFrom('webhooks')
        .select('id')
        .where('userId', '=', userId)
        .where('disabledAt', 'is', null)
        .execute(),

    /** Finds the enabled webhooks that were made by a token, unless it has the scope admin. */
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

/** Returns the condition that a user or a token of the newsroom made a webhook. */
const madeBy = ({ tokenId, userId }: Maker) =>
  userId === null ? sql<boolean>`w.token_id = ${tokenId}::uuid` : sql<boolean>`w.user_id = ${userId}::uuid`;

/**
 * Returns those scopes of a webhook that its user still has. A user who could not create the webhook now, because of
 * missing scopes or of limits that events do not respect, gets what the public sees.
 */
function limitScopes(scopes: readonly string[], user: StoredRights): string[] {
  const { scopes: currentScopes, isLimitedToOwn, fieldLimit } = rightsOf(user);
  const mayHaveWebhooks = currentScopes.has('webhooks') || currentScopes.has('admin');
  if (!mayHaveWebhooks || isLimitedToOwn || fieldLimit !== null || user.status === 'deactivated') return [];
  return [...intersectScopes(new Set(scopes as Scope[]), currentScopes)];
}

const notAdmin = sql<boolean>`NOT 'admin' = ANY (w.scopes)`;

/** Returns a query for the position of the last event. */
const endOfLog = ({ query }: Reader) =>
  query.selectFrom('events').select(sql<string>`coalesce(max(position), 0)`.as('end'));

const updateRow = (tx: Transaction, id: string, columns: Updateable<Tables['webhooks']>): Promise<WebhookRow> =>
  tx.query
    .updateTable('webhooks')
    .set(({ eb }) => ({ ...columns, version: eb('version', '+', 1), updatedAt: new Date() }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
