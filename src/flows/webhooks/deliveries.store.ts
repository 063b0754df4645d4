import { leaseEnd, type Signals } from '../../platform/background/index.js';
import { type Database, noRequest, Prisma, type Transaction } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
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
export type Claimed = {
  id: string;
  webhookId: string;
  body: string;
  failures: number;
  triedUntil: Date;
  url: string;
  secret: Buffer;
  previousSecret: Buffer | null;
  previousUntil: Date | null;
  failingSince: Date | null;
};

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

const columns = Prisma.raw(`d.id, d.type, d.position::text, d.subject_id AS "subjectId", d.status, d.attempts,
  CASE WHEN d.leased_by IS NULL THEN d.due_at END AS "nextAttemptAt", d.delivered_at AS "deliveredAt", d.created_at AS "createdAt"`);

export type DeliveryRow = Pick<Delivery, 'id' | 'type' | 'subjectId' | 'status'> & {
  position: string;
  attempts: Attempt[];
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  createdAt: Date;
};

/** Attempts that are kept of a message. */
const kept = 20;

/** There are messages that are due. */
export const messagesDue = '@webhook-deliveries';

/** Messages: what waits, what is tried, what became of it. One statement each. */
export function deliveryStore(database: Database, signals: Pick<Signals, 'raise'>, triedFor: number) {
  const onDue = () => signals.raise(messagesDue);

  const queued = (messages: readonly Message[], again: Prisma.Sql) => Prisma.sql`
    WITH asked AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(messages)}::jsonb)
        AS m (id uuid, "webhookId" uuid, position bigint, type text, "subjectId" uuid, body text, "storyId" uuid)
    ), told AS (
      INSERT INTO webhook_stories (webhook_id, article_id)
      SELECT DISTINCT m."webhookId", m."storyId" FROM asked m JOIN webhooks w ON w.id = m."webhookId" WHERE m."storyId" IS NOT NULL
      ON CONFLICT DO NOTHING
    )
    INSERT INTO webhook_deliveries AS d (id, webhook_id, position, type, subject_id, body, due_at, tried_until)
    SELECT m.id, m."webhookId", m.position, m.type, m."subjectId", m.body, now(), ${leaseEnd(triedFor)}
    FROM asked m JOIN webhooks w ON w.id = m."webhookId" AND w.disabled_at IS NULL
    ON CONFLICT (webhook_id, position) ${again}
    RETURNING d.id`;

  const asNew = Prisma.sql`status = 'pending', due_at = now(), leased_by = NULL, failures = 0, tried_until = ${leaseEnd(triedFor)}, delivered_at = NULL`;

  return {
    /** Queues messages; one that was queued before is left as it is. */
    queue: async (messages: readonly Message[]): Promise<void> => {
      if (messages.length === 0) return;
      await database.write(noRequest, ({ run }) => run(queued(messages, Prisma.sql`DO NOTHING`)));
      onDue();
    },

    /** Queues messages, and those again that were queued before, but for what is being tried. @returns how many */
    requeue: async (messages: readonly Message[]): Promise<number> => {
      if (messages.length === 0) return 0;
      const again = Prisma.sql`DO UPDATE SET ${asNew} WHERE d.due_at IS NULL OR d.leased_by IS NULL`;
      const { length } = await database.write(noRequest, ({ run }) => run(queued(messages, again)));
      onDue();
      return length;
    },

    /** Queues one message again. @returns undefined where there is none, or somebody tries it just now */
    async replay(tx: Transaction, webhookId: string, id: string): Promise<DeliveryRow | undefined> {
      const [row] = await tx.run<DeliveryRow>(Prisma.sql`
        UPDATE webhook_deliveries d SET ${asNew} WHERE d.id = ${id}::uuid AND d.webhook_id = ${webhookId}::uuid RETURNING ${columns}`);
      tx.afterCommit(onDue);
      return row;
    },

    /**
     * Takes messages that are due, for a time, in the order of the log. Those about one thing are taken one after the other, unless
     * one waits for its next attempt; and each webhook has its own lane, so that none waits for what another does not take.
     */
    claim: (by: string, lease: number, room: Room): Promise<Claimed[]> =>
      database.write(noRequest, ({ run }) =>
        run<Claimed>(Prisma.sql`
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
          w.previous_secret AS "previousSecret", w.previous_until AS "previousUntil", w.failing_since AS "failingSince"`),
      ),

    /** @returns milliseconds until the next message is due, or is taken from whoever tries it; undefined when there is none */
    async dueInMs(): Promise<number | undefined> {
      const [row] = await database.run<{ ms: number | null }>(Prisma.sql`
        SELECT (extract(epoch FROM min(d.due_at) - now()) * 1000)::float8 AS ms FROM webhooks w CROSS JOIN LATERAL (
          SELECT due_at FROM webhook_deliveries WHERE webhook_id = w.id AND due_at IS NOT NULL ORDER BY due_at LIMIT 1
        ) d WHERE w.disabled_at IS NULL`);
      return row?.ms ?? undefined;
    },

    /** Writes down an attempt, unless another has taken the message meanwhile; whether it was taken says whether its webhook is well. @param next when it is tried again, if it is */
    async settle(
      by: string,
      id: string,
      attempt: Attempt,
      { status, next }: { status: Delivery['status']; next: Date | null },
    ): Promise<void> {
      const failed = attempt.error === null ? 0 : 1;
      const health =
        failed === 0
          ? Prisma.sql`SET failing_since = NULL FROM webhook_deliveries d WHERE w.failing_since IS NOT NULL`
          : Prisma.sql`SET failing_since = now() FROM webhook_deliveries d WHERE w.failing_since IS NULL`;
      await database.write(noRequest, ({ run }) =>
        run(Prisma.sql`
        WITH health AS (UPDATE webhooks w ${health} AND d.id = ${id}::uuid AND w.id = d.webhook_id)
        UPDATE webhook_deliveries SET status = ${status}, due_at = ${next}, leased_by = NULL, failures = failures + ${failed}::int,
          delivered_at = CASE WHEN ${status} = 'delivered' THEN now() END,
          attempts = (CASE WHEN jsonb_array_length(attempts) >= ${kept}::int THEN attempts - 0 ELSE attempts END)
            || ${JSON.stringify([attempt])}::jsonb
        WHERE id = ${id}::uuid AND leased_by = ${by}::uuid`),
      );
    },

    /** Gives a message back that was not tried after all. */
    async release(by: string, id: string): Promise<void> {
      await database.write(noRequest, ({ run }) =>
        run(Prisma.sql`
        UPDATE webhook_deliveries SET due_at = now(), leased_by = NULL WHERE id = ${id}::uuid AND leased_by = ${by}::uuid`),
      );
      onDue();
    },

    async list(webhookId: string, query: DeliveryListQuery): Promise<Page<DeliveryRow>> {
      const keys = keyset('webhook-deliveries', chooseOrder(query.sort, orders), query);
      const where = Prisma.sql`d.webhook_id = ${webhookId}::uuid AND ${
        query.status === undefined ? Prisma.sql`TRUE` : Prisma.sql`d.status = ${query.status}`
      }`;
      const rows = await database.run<DeliveryRow>(Prisma.sql`
        SELECT ${columns} FROM webhook_deliveries d WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const total =
        query.count === undefined
          ? undefined
          : (
              await database.run<{ n: number }>(
                Prisma.sql`SELECT count(*)::int AS n FROM webhook_deliveries d WHERE ${where}`,
              )
            )[0]?.n;
      return keys.page(
        rows,
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        total,
      );
    },

    /** Deletes some of what was done with before a time. @returns how many */
    forget: (before: Date, limit: number): Promise<number> =>
      database.write(noRequest, ({ change }) =>
        change(Prisma.sql`
        DELETE FROM webhook_deliveries WHERE id IN (
          SELECT d.id FROM webhooks w CROSS JOIN LATERAL (
            SELECT d.id FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.created_at < ${before} AND d.due_at IS NULL LIMIT ${limit}
          ) d LIMIT ${limit})`),
      ),
  };
}
