import type { z } from 'zod';
import type { Actor } from '../auth/index.js';
import type { Prisma, Transaction } from '../db/index.js';
import type { EventDefinition } from './definition.js';

export type Events = {
  /**
   * Writes an event in the transaction of the change that it tells of: both happen or neither. Call it last, while the
   * changed rows are still locked: the order of events about one thing is then the order of its changes.
   */
  append<Payload extends z.ZodType>(
    tx: Transaction,
    definition: EventDefinition<string, Payload>,
    event: { subjectId: string; payload: z.input<Payload>; actor: Actor },
  ): Promise<void>;
};

/** The outbox. The relay reads it after the commit. */
export const outbox: Events = {
  async append(tx, definition, { subjectId, payload, actor }) {
    await tx.event.create({
      data: {
        type: definition.type,
        subjectId,
        payload: definition.payload.parse(payload) as Prisma.InputJsonValue,
        actor: actor.name,
      },
    });
  },
};
