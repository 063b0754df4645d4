import {
  type OnConflictBuilder,
  type OnConflictDoNothingBuilder,
  type OnConflictUpdateBuilder,
  type Selectable,
  sql,
} from 'kysely';
import { leaseEnd, type Signals } from '../../platform/background/index.js';
import {
  type Database,
  noRequest,
  Prisma,
  recordset,
  type Tables,
  type Transaction,
  toKysely,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { Attempt, Delivery, DeliveryListQuery } from './deliveries.schemas.js';

/** A message that is not enqueued yet. */
export type Message = {
  id: string;
  webhookId: string;
  position: string;
  type: string;
  subjectId: string;
  body: string;
  /** The article about which a webhook with a filter receives all events from now on. */
  articleId?: string | undefined;
};

const orders = { createdAt: { column: Prisma.sql`d.created_at`, id: Prisma.sql`d.id`, type: 'timestamptz' } } as const;

type StoredDelivery = Selectable<Tables['webhookDeliveries']>;

export type DeliveryRow = Pick<StoredDelivery, 'id' | 'subjectId' | 'position' | 'deliveredAt' | 'createdAt'> &
  Pick<Delivery, 'type' | 'status'> & { attempts: Attempt[]; nextAttemptAt: Date | null };

const toDeliveryRow = ({
  id,
  type,
  position,
  subjectId,
  status,
  attempts,
  leasedBy,
  dueAt,
  ...row
}: StoredDelivery) => ({
  id,
  type: type as Delivery['type'],
  position,
  subjectId,
  status: status as Delivery['status'],
  attempts: attempts as Attempt[],
  nextAttemptAt: leasedBy === null ? dueAt : null,
  deliveredAt: row.deliveredAt,
  createdAt: row.createdAt,
});

/** The signal that messages are due. */
export const messagesDueSignal = '@webhook-deliveries';

type OnConflict = OnConflictBuilder<Tables, 'webhookDeliveries'>;

/** Stores messages to webhooks and their status. Each method is one statement. */
export function deliveryStore(database: Database, signals: Pick<Signals, 'raise'>, retryWindowMs: number) {
  const raiseDueSignal = () => signals.raise(messagesDueSignal);

  const now = sql<Date>`now()`;
  const triedUntil = toKysely<Date>(leaseEnd(retryWindowMs));
  const resetColumns = { status: 'pending', dueAt: now, leasedBy: null, failures: 0, triedUntil, deliveredAt: null };

  /**
   * Inserts messages for enabled webhooks.
   *
   * @param again decides what happens to messages that were enqueued before
   */
  const insertMessages = (
    messages: readonly Message[],
    again: (
      conflict: OnConflict,
    ) => OnConflictDoNothingBuilder<Tables, 'webhookDeliveries'> | OnConflictUpdateBuilder<Tables, 'webhookDeliveries'>,
  ) =>
    database.write(noRequest, ({ query }) =>
      query
        .with('asked', (creator) =>
          creator
            .selectFrom(
              recordset(
                'm',
                messages.map((message) => ({ ...message, articleId: message.articleId ?? null })),
                {
                  id: 'uuid',
                  webhookId: 'uuid',
                  position: 'bigint',
                  type: 'text',
                  subjectId: 'uuid',
                  body: 'text',
                  articleId: 'uuid',
                },
              ),
            )
            .selectAll(),
        )
        .with('told', (creator) =>
          creator
            .insertInto('webhookStories')
            .columns(['webhookId', 'articleId'])
            .expression((source) =>
              source
                .selectFrom('asked as m')
                .innerJoin('webhooks as w', 'w.id', 'm.webhookId')
                .distinct()
                .select(['m.webhookId', sql<string>`m.article_id`.as('articleId')])
                .where('m.articleId', 'is not', null),
            )
            .onConflict((conflict) => conflict.doNothing()),
        )
        .insertInto('webhookDeliveries')
        .columns(['id', 'webhookId', 'position', 'type', 'subjectId', 'body', 'dueAt', 'triedUntil'])
        .expression((rows) =>
          rows
            .selectFrom('asked as m')
            .innerJoin('webhooks as w', 'w.id', 'm.webhookId')
            .select([
              'm.id',
              'm.webhookId',
              'm.position',
              'm.type',
              'm.subjectId',
              'm.body',
              now.as('dueAt'),
              triedUntil.as('triedUntil'),
            ])
            .where('w.disabledAt', 'is', null),
        )
        .onConflict(again)
        .returning('id')
        .execute(),
    );

  return {
    /** Enqueues messages. Does not change those that were enqueued before. */
    enqueueDeliveries: async (messages: readonly Message[]): Promise<void> => {
      if (messages.length === 0) return;
      await insertMessages(messages, (conflict) => conflict.columns(['webhookId', 'position']).doNothing());
      raiseDueSignal();
    },

    /** Enqueues messages, also those sent before, except those being sent now. Returns how many were enqueued. */
    requeueDeliveries: async (messages: readonly Message[]): Promise<number> => {
      if (messages.length === 0) return 0;
      const { length } = await insertMessages(messages, (conflict) =>
        conflict
          .columns(['webhookId', 'position'])
          .doUpdateSet(resetColumns)
          .where(({ or, eb }) =>
            or([eb('webhookDeliveries.dueAt', 'is', null), eb('webhookDeliveries.leasedBy', 'is', null)]),
          ),
      );
      raiseDueSignal();
      return length;
    },

    /** Enqueues one message again. Returns undefined if it does not exist. */
    async replay(tx: Transaction, webhookId: string, id: string): Promise<DeliveryRow | undefined> {
      const row = await tx.query
        .updateTable('webhookDeliveries')
        .set(resetColumns)
        .where('id', '=', id)
        .where('webhookId', '=', webhookId)
        .returningAll()
        .executeTakeFirst();
      tx.afterCommit(raiseDueSignal);
      return row && toDeliveryRow(row);
    },

    async list(webhookId: string, query: DeliveryListQuery): Promise<Page<DeliveryRow>> {
      const keys = keyset('webhook-deliveries', chooseOrder(query.sort, orders), query);
      const rowsQuery = database.query
        .selectFrom('webhookDeliveries as d')
        .where('d.webhookId', '=', webhookId)
        .$if(query.status !== undefined, (some) => some.where('d.status', '=', query.status ?? ''));
      return loadPage(rowsQuery.selectAll(), keys, positionByCreation, toDeliveryRow);
    },

    /** Deletes up to `limit` finished messages that were created before a time. Returns how many. */
    async pruneDeliveries(before: Date, limit: number): Promise<number> {
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('webhookDeliveries')
          .where('id', 'in', (old) =>
            old
              .selectFrom('webhooks as w')
              .innerJoinLateral(
                (some) =>
                  some
                    .selectFrom('webhookDeliveries as d')
                    .select('d.id')
                    .whereRef('d.webhookId', '=', 'w.id')
                    .where('d.createdAt', '<', before)
                    .where('d.dueAt', 'is', null)
                    .limit(limit)
                    .as('d'),
                (join) => join.onTrue(),
              )
              .select('d.id')
              .limit(limit),
          )
          .returning('id')
          .execute(),
      );
      return rows.length;
    },
  };
}
