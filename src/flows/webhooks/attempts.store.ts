import { sql } from 'kysely';
import { z } from 'zod';
import { leaseEnd, type Signals } from '../../platform/background/index.js';
import { type Database, type JsonValue, noRequest, Prisma } from '../../platform/db/index.js';
import type { Attempt, Delivery } from './deliveries.schemas.js';
import { messagesDueSignal } from './deliveries.store.js';

/** A message that a process has claimed, with everything that is needed to send it. */
const ClaimedMessage = z.object({
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
export type ClaimedMessage = z.infer<typeof ClaimedMessage>;

/** How many more messages a process may claim. */
export type ClaimLimits = {
  /** The maximum for all webhooks together. */
  total: number;
  /** How many messages of one webhook may be sent at the same time, if its receiver accepts them or is failing. */
  perWebhook: number;
  perFailingWebhook: number;
  /** Whether failing webhooks are left out. */
  excludesFailing: boolean;
  /** How many messages the process is sending already, by webhook id. */
  runningByWebhook: Readonly<Record<string, number>>;
};

/** How many of the latest attempts of a message are stored. */
const maxStoredAttempts = 20;

/** Claims messages and records the results of attempts. Each method is one statement. */
export function attemptStore(database: Database, signals: Pick<Signals, 'raise'>) {
  const now = sql<Date>`now()`;

  return {
    /**
     * Claims messages that are due, in the order of the log. A message waits for earlier ones about the same subject,
     * unless those are waiting for a retry. Each webhook has its own limit, so that none waits for another's receiver.
     *
     * @param leaseMs how long the messages are claimed
     */
    claim: (processId: string, leaseMs: number, limits: ClaimLimits): Promise<ClaimedMessage[]> =>
      database.write(noRequest, ({ run }) =>
        run(
          Prisma.sql`
        WITH lanes AS (
          SELECT w.id, CASE WHEN w.failing_since IS NULL THEN ${limits.perWebhook}::int ELSE ${limits.perFailingWebhook}::int END
            - coalesce((${JSON.stringify(limits.runningByWebhook)}::jsonb ->> w.id::text)::int, 0) AS free
          FROM webhooks w
          WHERE w.disabled_at IS NULL AND (w.failing_since IS NULL OR NOT ${limits.excludesFailing}::boolean)
            AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.due_at <= now())
        ), due AS (
          SELECT d.id FROM (SELECT * FROM lanes WHERE free > 0 ORDER BY random()) l CROSS JOIN LATERAL (
            SELECT d.id FROM webhook_deliveries d
            WHERE d.webhook_id = l.id AND d.due_at <= now() AND NOT EXISTS (
              SELECT FROM webhook_deliveries e
              WHERE e.webhook_id = d.webhook_id AND e.subject_id = d.subject_id AND e.position < d.position
                AND e.due_at IS NOT NULL AND (e.due_at <= now() OR e.leased_by IS NOT NULL))
            ORDER BY d.due_at, d.position LIMIT l.free FOR UPDATE OF d SKIP LOCKED
          ) d LIMIT ${limits.total}::int
        )
        UPDATE webhook_deliveries d SET due_at = ${leaseEnd(leaseMs)}, leased_by = ${processId}::uuid
        FROM due, webhooks w WHERE d.id = due.id AND w.id = d.webhook_id
        RETURNING d.id, d.webhook_id AS "webhookId", d.body, d.failures, d.tried_until AS "triedUntil", w.url, w.secret,
          w.previous_secret AS "previousSecret", w.previous_until AS "previousUntil", w.failing_since AS "failingSince"`,
          ClaimedMessage,
        ),
      ),

    /** Returns how many milliseconds remain until a message is due or a lease ends. Undefined without messages. */
    async msUntilDue(): Promise<number | undefined> {
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

    /**
     * Records an attempt, unless another process has claimed the message meanwhile, and marks the webhook as failing or
     * not.
     *
     * @param nextAttemptAt when the message is tried again, or null if it is not
     */
    async settle(
      processId: string,
      id: string,
      attempt: Attempt,
      { status, nextAttemptAt }: { status: Delivery['status']; nextAttemptAt: Date | null },
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
            dueAt: nextAttemptAt,
            leasedBy: null,
            failures: eb('failures', '+', hasFailed ? 1 : 0),
            deliveredAt: status === 'delivered' ? now : null,
            attempts: sql<JsonValue>`(CASE WHEN jsonb_array_length(attempts) >= ${maxStoredAttempts}::int THEN attempts - 0 ELSE attempts END)
              || ${JSON.stringify([attempt])}::jsonb`,
          }))
          .where('id', '=', id)
          .where('leasedBy', '=', processId)
          .execute(),
      );
    },

    /** Ends the lease of a message whose attempt was abandoned, so that it is due again. */
    async release(processId: string, id: string): Promise<void> {
      await database.write(noRequest, ({ query }) =>
        query
          .updateTable('webhookDeliveries')
          .set({ dueAt: now, leasedBy: null })
          .where('id', '=', id)
          .where('leasedBy', '=', processId)
          .execute(),
      );
      signals.raise(messagesDueSignal);
    },
  };
}
