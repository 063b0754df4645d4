import type { z } from 'zod';
import { entityName } from '../../lib/entity-name.js';
import { notifyExpression, type Signals, signal } from '../background/index.js';
import { type Database, Prisma, type Transaction, type Writer } from '../db/index.js';
import type { EventDefinition } from './definition.js';
import { type EventInput, insertParts, toInsertRow } from './insertion.js';

export type Events = {
  /**
   * Writes an event in the transaction of the change that it tells of: both happen or neither. Call it last, while the
   * changed rows are still locked: the order of events about one thing is then the order of its changes.
   */
  append<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    event: EventInput<Payload>,
  ): Promise<void>;
  /** Writes many events of one kind in one statement, in their order. */
  appendAll<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    events: readonly EventInput<Payload>[],
  ): Promise<void>;
  /** Says that the writer has sent a statement with an `eventInsertion`: event consumers are woken at its commit. */
  announce(database: Pick<Database, 'transaction'>, writer: Writer): Promise<void>;
};

/**
 * Writes one event that makes nothing stale, as parts of the `WITH` of a statement that writes what it tells of: `said`,
 * `told` and, where the actor is known, `noted`.
 *
 * @param condition whether it has happened, in terms of the other parts
 */
export function eventInsertParts<Payload extends z.ZodType>(
  definition: EventDefinition<string, Payload>,
  event: EventInput<Payload>,
  condition: Prisma.Sql,
): Prisma.Sql {
  const parsedPayload = definition.payload.parse(event.payload);
  if (definition.stale(parsedPayload).length > 0) throw new Error(`${definition.type} makes answers stale: append it.`);
  return insertParts(definition.type, [toInsertRow(definition, event, parsedPayload)], condition);
}

/**
 * The outbox. Consumers are woken at the commit, in this process at once. What the events make stale is told to all processes by the
 * database at the commit, and to this one before anybody hears that the change was made.
 *
 * A transaction that notifies holds up the commits of others that do, until it is on the disk. So events that make nothing stale are
 * signalled after their commit.
 *
 * @param onStale hears the names of stale public answers after each commit of this process
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
