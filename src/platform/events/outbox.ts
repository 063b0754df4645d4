import type { z } from 'zod';
import { entityName } from '../../lib/entity-name.js';
import type { Actor } from '../auth/index.js';
import { afterCommit, Prisma, runIn, type Transaction } from '../db/index.js';
import type { EventDefinition } from './definition.js';
import { staleChannel, staleMessage } from './stale.js';

type Told<Payload extends z.ZodType> = { subjectId: string; payload: z.input<Payload>; actor: Actor };

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
 * Writes one event that makes nothing stale, as a part of a statement that writes what it tells of.
 *
 * @param given whether it has happened, in terms of the other parts
 */
export function eventInsertion<Payload extends z.ZodType>(
  definition: EventDefinition<string, Payload>,
  { subjectId, payload, actor }: Told<Payload>,
  given: Prisma.Sql,
): Prisma.Sql {
  const said = definition.payload.parse(payload);
  if (definition.stale(said).length > 0) throw new Error(`${definition.type} makes answers stale: append it.`);
  return insertion(definition.type, [{ subjectId, payload: said, actor: actor.name }], given);
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
    const told = events.map(({ subjectId, payload, actor }) => {
      const said = definition.payload.parse(payload);
      return { row: { subjectId, payload: said, actor: actor.name }, stale: definition.stale(said) };
    });
    const stale = [...new Set(told.flatMap((event) => event.stale.map(entityName)))];
    const insert = insertion(
      definition.type,
      told.map(({ row }) => row),
    );
    if (stale.length === 0) {
      await runIn(tx, insert);
      return;
    }
    const notice = Prisma.sql`pg_notify(${staleChannel}, ${staleMessage(stale)})`;
    await runIn(tx, Prisma.sql`WITH told AS (${insert}) SELECT ${notice}`);
    afterCommit(tx, () => onStale(stale));
  }

  return { append: (tx, definition, event) => appendAll(tx, definition, [event]), appendAll };
}

type Row = { subjectId: string; payload: unknown; actor: string };

const insertion = (type: string, rows: readonly Row[], given = Prisma.sql`TRUE`) => Prisma.sql`
  INSERT INTO events (type, subject_id, payload, actor)
  SELECT ${type}, (told.event->>'subjectId')::uuid, told.event->'payload', told.event->>'actor'
  FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS told (event, place)
  WHERE ${given} ORDER BY told.place`;
