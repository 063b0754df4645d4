import type { z } from 'zod';
import { entityName } from '../../lib/entity-name.js';
import { Prisma, type Transaction } from '../db/index.js';
import type { EventDefinition } from './definition.js';
import { insertion, rowOf, type Told } from './insertion.js';
import { staleChannel, staleMessage } from './stale.js';

export type Events = {
  /**
   * Writes an event in the transaction of the change that it tells of: both happen or neither. Call it last, while the
   * changed rows are still locked: the order of events about one thing is then the order of its changes.
   */
  append<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    event: Told<Payload>,
  ): Promise<void>;
  /** Writes many events of one kind in one statement, in their order. */
  appendAll<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    events: readonly Told<Payload>[],
  ): Promise<void>;
};

/**
 * Writes one event that makes nothing stale, as parts of the `WITH` of a statement that writes what it tells of: `said`,
 * `told` and, where the actor is known, `noted`.
 *
 * @param given whether it has happened, in terms of the other parts
 */
export function eventInsertion<Payload extends z.ZodType>(
  definition: EventDefinition<string, Payload>,
  told: Told<Payload>,
  given: Prisma.Sql,
): Prisma.Sql {
  const said = definition.payload.parse(told.payload);
  if (definition.stale(said).length > 0) throw new Error(`${definition.type} makes answers stale: append it.`);
  return insertion(definition.type, [rowOf(definition, told, said)], given);
}

/**
 * The outbox. The relay reads it after the commit; what the events make stale is told to all processes by the database
 * at the commit, and to this one before anybody hears that the change was made.
 *
 * @param onStale hears the names of stale public answers after each commit of this process
 */
export function outbox(onStale: (tags: readonly string[]) => void): Events {
  async function appendAll<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    events: readonly Told<Payload>[],
  ): Promise<void> {
    if (events.length === 0) return;
    const told = events.map((event) => {
      const said = definition.payload.parse(event.payload);
      return { row: rowOf(definition, event, said), stale: definition.stale(said) };
    });
    const stale = [...new Set(told.flatMap((event) => event.stale.map(entityName)))];
    const insert = insertion(
      definition.type,
      told.map(({ row }) => row),
    );
    if (stale.length === 0) {
      await tx.run(Prisma.sql`WITH ${insert} SELECT FROM said LIMIT 1`);
      return;
    }
    const notice = Prisma.sql`pg_notify(${staleChannel}, ${staleMessage(stale)})::text`;
    await tx.run(Prisma.sql`WITH ${insert} SELECT ${notice}`);
    tx.afterCommit(() => onStale(stale));
  }

  return { append: (tx, definition, event) => appendAll(tx, definition, [event]), appendAll };
}
