import {
  type OnConflictBuilder,
  type OnConflictDoNothingBuilder,
  type OnConflictUpdateBuilder,
  type Selectable,
  sql,
} from 'kysely';
import { z } from 'zod';
import { leaseEnd, type Signals } from '../../platform/background/index.js';
import {
  type Database,
  type JsonValue,
  noRequest,
  Prisma,
  recordset,
  type Tables,
  type Transaction,
  toKysely,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/paging/index.js';
import type { Attempt, Delivery, DeliveryListQuery } from './deliveries.schemas.js';

/** A message, not yet queued. */
export type Message = {
  id: string;
  webhookId: string;
  position: string;
  type: string;
  subjectId: string;
  body: string;
  /** The story that a webhook with a filter is told of from now on. */
  storyId?: string | undefined;
};

/** A message that somebody tries just now, and all that is needed for it. */
const Claimed = z.object({
  id: z.string(),
  webhookId: z.string(),
  body: z.string(),
  failures: z.int(),
  triedUntil: z.date(),
  url: z.string(),
  secret: z.instanceof(Buffer),
  previousSecret: z.instanceof(Buffer).nullable(),
  previousUntil: z.date().nullable(),
  failingSince: z.date().nullable(),
});
export type Claimed = z.infer<typeof Claimed>;

/** How many more a process takes. */
export type Room = {
  /** In all. */
  total: number;
  /** Of a webhook that takes what it is sent, and of one that does not. */
  each: number;
  failing: number;
  /** Whether those that fail are left out. */
  wellOnly: boolean;
  /** How many it is trying already, by webhook. */
  running: Readonly<Record<string, number>>;
};

const orders = { createdAt: { column: Prisma.sql`d.created_at`, id: Prisma.sql`d.id`, type: 'timestamptz' } } as const;

type StoredDelivery = Selectable<Tables['webhookDeliveries']>;

export type DeliveryRow = Pick<StoredDelivery, 'id' | 'subjectId' | 'position' | 'deliveredAt' | 'createdAt'> &
  Pick<Delivery, 'type' | 'status'> & { attempts: Attempt[]; nextAttemptAt: Date | null };

const presented = ({ id, type, position, subjectId, status, attempts, leasedBy, dueAt, ...row }: StoredDelivery) => ({
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

/** Attempts that are kept of a message. */
const kept = 20;

/** There are messages that are due. */
export const messagesDue = '@webhook-deliveries';

type OnConflict = OnConflictBuilder<Tables, 'webhookDeliveries'>;

/** Messages: what waits, what is tried, what became of it. One statement each. */
export function deliveryStore(database: Database, signals: Pick<Signals, 'raise'>, triedFor: number) {
  const onDue = () => signals.raise(messagesDue);

  const now = sql<Date>`now()`;
  const triedUntil = toKysely<Date>(leaseEnd(triedFor));
  const asNew = { status: 'pending', dueAt: now, leasedBy: null, failures: 0, triedUntil, deliveredAt: null };

  /** @param again what happens to messages that were queued before */
  const queue = (
    messages: readonly Message[],
    again: (
      conflict: OnConflict,
    ) => OnConflictDoNothingBuilder<Tables, 'webhookDeliveries'> | OnConflictUpdateBuilder<Tables, 'webhookDeliveries'>,
  ) =>
    database.write(noRequest, ({ query }) =>
      query
        .with('asked', (asked) =>
          asked
            .selectFrom(
              recordset(
                'm',
                messages.map((message) => ({ ...message, storyId: message.storyId ?? null })),
                {
                  id: 'uuid',
                  webhookId: 'uuid',
                  position: 'bigint',
                  type: 'text',
                  subjectId: 'uuid',
                  body: 'text',
                  storyId: 'uuid',
                },
              ),
            )
            .selectAll(),
        )
        .with('told', (told) =>
          told
            .insertInto('webhookStories')
            .columns(['webhookId', 'articleId'])
            .expression((stories) =>
              stories
                .selectFrom('asked as m')
                .innerJoin('webhooks as w', 'w.id', 'm.webhookId')
                .distinct()
                .select(['m.webhookId', sql<string>`m.story_id`.as('articleId')])
                .where('m.storyId', 'is not', null),
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
    /** Queues messages; one that was queued before is left as it is. */
    queue: async (messages: readonly Message[]): Promise<void> => {
      if (messages.length === 0) return;
      await queue(messages, (conflict) => conflict.columns(['webhookId', 'position']).doNothing());
      onDue();
    },

    /** Queues messages, and those again that were queued before, but for what is being tried. @returns how many */
    requeue: async (messages: readonly Message[]): Promise<number> => {
      if (messages.length === 0) return 0;
      const { length } = await queue(messages, (conflict) =>
        conflict
          .columns(['webhookId', 'position'])
          .doUpdateSet(asNew)
          .where(({ or, eb }) =>
            or([eb('webhookDeliveries.dueAt', 'is', null), eb('webhookDeliveries.leasedBy', 'is', null)]),
          ),
      );
      onDue();
      return length;
    },

    /** Queues one message again. @returns undefined where there is none, or somebody tries it just now */
    async replay(tx: Transaction, webhookId: string, id: string): Promise<DeliveryRow | undefined> {
      const row = await tx.query
        .updateTable('webhookDeliveries')
        .set(asNew)
        .where('id', '=', id)
        .where('webhookId', '=', webhookId)
        .returningAll()
        .executeTakeFirst();
      tx.afterCommit(onDue);
      return row && presented(row);
    },

    /**
     * Takes messages that are due, for a time, in the order of the log. Those about one thing are taken one after the other, unless
     * one waits for its next attempt; and each webhook has its own lane, so that none waits for what another does not take.
     */
    claim: (by: string, lease: number, room: Room): Promise<Claimed[]> =>
      database.write(noRequest, ({ run }) =>
        run(
          Prisma.sql`
        WITH lanes AS (
          SELECT w.id, CASE WHEN w.failing_since IS NULL THEN ${room.each}::int ELSE ${room.failing}::int END
            - coalesce((${JSON.stringify(room.running)}::jsonb ->> w.id::text)::int, 0) AS free
          FROM webhooks w
          WHERE w.disabled_at IS NULL AND (w.failing_since IS NULL OR NOT ${room.wellOnly}::boolean)
            AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.due_at <= now())
        ), due AS (
          SELECT d.id FROM (SELECT * FROM lanes WHERE free > 0 ORDER BY random()) l CROSS JOIN LATERAL (
            SELECT d.id FROM webhook_deliveries d
            WHERE d.webhook_id = l.id AND d.due_at <= now() AND NOT EXISTS (
              SELECT FROM webhook_deliveries e
              WHERE e.webhook_id = d.webhook_id AND e.subject_id = d.subject_id AND e.position < d.position
                AND e.due_at IS NOT NULL AND (e.due_at <= now() OR e.leased_by IS NOT NULL))
            ORDER BY d.due_at, d.position LIMIT l.free FOR UPDATE OF d SKIP LOCKED
          ) d LIMIT ${room.total}::int
        )
        UPDATE webhook_deliveries d SET due_at = ${leaseEnd(lease)}, leased_by = ${by}::uuid
        FROM due, webhooks w WHERE d.id = due.id AND w.id = d.webhook_id
        RETURNING d.id, d.webhook_id AS "webhookId", d.body, d.failures, d.tried_until AS "triedUntil", w.url, w.secret,
          w.previous_secret AS "previousSecret", w.previous_until AS "previousUntil", w.failing_since AS "failingSince"`,
          Claimed,
        ),
      ),

    /** @returns milliseconds until the next message is due, or is taken from whoever tries it; undefined when there is none */
    async dueInMs(): Promise<number | undefined> {
      const { ms } = await database.query
        .selectFrom('webhooks as w')
        .innerJoinLateral(
          (next) =>
            next
              .selectFrom('webhookDeliveries')
              .select('dueAt')
              .whereRef('webhookId', '=', 'w.id')
              .where('dueAt', 'is not', null)
              .orderBy('dueAt')
              .limit(1)
              .as('d'),
          (join) => join.onTrue(),
        )
        .select(sql<number | null>`(extract(epoch FROM min(d.due_at) - now()) * 1000)::float8`.as('ms'))
        .where('w.disabledAt', 'is', null)
        .executeTakeFirstOrThrow();
      return ms ?? undefined;
    },

    /** Writes down an attempt, unless another has taken the message meanwhile; whether it was taken says whether its webhook is well. @param next when it is tried again, if it is */
    async settle(
      by: string,
      id: string,
      attempt: Attempt,
      { status, next }: { status: Delivery['status']; next: Date | null },
    ): Promise<void> {
      const hasFailed = attempt.error !== null;
      await database.write(noRequest, ({ query }) =>
        query
          .with('health', (health) =>
            health
              .updateTable('webhooks as w')
              .from('webhookDeliveries as d')
              .set({ failingSince: hasFailed ? now : null })
              .where('w.failingSince', hasFailed ? 'is' : 'is not', null)
              .where('d.id', '=', id)
              .whereRef('w.id', '=', 'd.webhookId'),
          )
          .updateTable('webhookDeliveries')
          .set(({ eb }) => ({
            status,
            dueAt: next,
            leasedBy: null,
            failures: eb('failures', '+', hasFailed ? 1 : 0),
            deliveredAt: status === 'delivered' ? now : null,
            attempts: sql<JsonValue>`(CASE WHEN jsonb_array_length(attempts) >= ${kept}::int THEN attempts - 0 ELSE attempts END)
              || ${JSON.stringify([attempt])}::jsonb`,
          }))
          .where('id', '=', id)
          .where('leasedBy', '=', by)
          .execute(),
      );
    },

    /** Gives a message back that was not tried after all. */
    async release(by: string, id: string): Promise<void> {
      await database.write(noRequest, ({ query }) =>
        query
          .updateTable('webhookDeliveries')
          .set({ dueAt: now, leasedBy: null })
          .where('id', '=', id)
          .where('leasedBy', '=', by)
          .execute(),
      );
      onDue();
    },

    async list(webhookId: string, query: DeliveryListQuery): Promise<Page<DeliveryRow>> {
      const keys = keyset('webhook-deliveries', chooseOrder(query.sort, orders), query);
      const wanted = database.query
        .selectFrom('webhookDeliveries as d')
        .where('d.webhookId', '=', webhookId)
        .$if(query.status !== undefined, (some) => some.where('d.status', '=', query.status ?? ''));
      const rows = await wanted
        .selectAll()
        .where(toKysely<boolean>(keys.where))
        .orderBy(toKysely(keys.orderBy))
        .limit(keys.limit)
        .execute();
      const counted =
        query.count === undefined
          ? undefined
          : await wanted.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
      return keys.page(rows, (row) => ({ key: row.createdAt.toISOString(), id: row.id }), presented, counted?.total);
    },

    /** Deletes some of what was done with before a time. @returns how many */
    async forget(before: Date, limit: number): Promise<number> {
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
