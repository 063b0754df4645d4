import type { z } from 'zod';
import { entityName } from '../../lib/entity-name.js';
import { notifyExpression, type Signals, signal } from '../background/index.js';
import { type Database, Prisma, type Transaction, type Writer } from '../db/index.js';
import type { EventDefinition } from './definition.js';
import { type EventInput, insertParts, toInsertRow } from './insertion.js';

export type Events = {
  /**
   * Writes an event in the transaction of its change, so that both happen or neither. Call it last, while the changed
   * rows are still locked, so that events of one entity have the order of its changes.
   */
  append<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    event: EventInput<Payload>,
  ): Promise<void>;
  /** Writes many events of one type in one statement, in their order. */
  appendAll<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    events: readonly EventInput<Payload>[],
  ): Promise<void>;
  /** Wakes the event consumers after the writer's commit. Call it after a statement with `eventInsertParts`. */
  announce(database: Pick<Database, 'transaction'>, writer: Writer): Promise<void>;
};

/**
 * Returns the parts of a `WITH` clause that write one event that makes nothing stale: `said`, `told` and, for a known
 * actor, `noted`.
 *
 * @param condition a condition on the other parts: whether the event has happened
 */
export function eventInsertParts<Payload extends z.ZodType>(
  definition: EventDefinition<string, Payload>,
  event: EventInput<Payload>,
  condition: Prisma.Sql,
): Prisma.Sql {
  const parsedPayload = definition.payload.parse(event.payload);
  if (definition.stale(parsedPayload).length > 0)
    throw new Error(`${definition.type} makes responses stale. Use append instead.`);
  return insertParts(definition.type, [toInsertRow(definition, event, parsedPayload)], condition);
}

/**
 * Creates the outbox. Consumers in this process are woken at the commit. The database notifies all processes of stale
 * responses at the commit, and this process hears of them before the caller knows that the change was made.
 *
 * A transaction that notifies blocks the commits of others that notify until it is on disk. Events that make nothing
 * stale are therefore signalled after their commit.
 *
 * @param onStale receives the cache keys of stale public responses after each commit of this process
 */
export function createOutbox(
  signals: Pick<Signals, 'raise' | 'wake'>,
  onStale: (tags: readonly string[]) => void,
): Events {
  const wakeConsumers = () => signals.raise(signal.events);

  async function appendAll<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    events: readonly EventInput<Payload>[],
  ): Promise<void> {
    if (events.length === 0) return;
    const parsedEvents = events.map((event) => {
      const parsedPayload = definition.payload.parse(event.payload);
      return { row: toInsertRow(definition, event, parsedPayload), stale: definition.stale(parsedPayload) };
    });
    const stale = [...new Set(parsedEvents.flatMap((event) => event.stale.map(entityName)))];
    const insert = insertParts(
      definition.type,
      parsedEvents.map(({ row }) => row),
    );
    if (stale.length === 0) {
      await tx.run(Prisma.sql`WITH ${insert} SELECT FROM said LIMIT 1`);
      tx.afterCommit(wakeConsumers);
      return;
    }
    await tx.run(Prisma.sql`WITH ${insert} SELECT ${notifyExpression(stale)}`);
    tx.afterCommit(() => {
      onStale(stale);
      signals.wake(stale);
    });
  }

  return {
    append: (tx, definition, event) => appendAll(tx, definition, [event]),
    appendAll,
    async announce(database, writer) {
      if (writer.commit === undefined) wakeConsumers();
      else await database.transaction(writer, async (tx) => tx.afterCommit(wakeConsumers));
    },
  };
}
