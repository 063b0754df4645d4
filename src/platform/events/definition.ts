import type { z } from 'zod';

/** One kind of event: a name such as `article.published` and the shape of what it says. */
export type EventDefinition<Type extends string = string, Payload extends z.ZodType = z.ZodType> = {
  type: Type;
  payload: Payload;
  description: string;
};

/** @param type `thing.happened`, stable: flows and subscribers switch on it */
export function defineEvent<const Type extends string, Payload extends z.ZodType>(
  type: Type,
  description: string,
  payload: Payload,
): EventDefinition<Type, Payload> {
  return { type, payload, description };
}

/** An event as flows read it, in the order of `position`. */
export type NewsroomEvent = {
  /** Rises by one with each event, in commit order, without gaps: the cursor of the log. */
  position: bigint;
  type: string;
  subjectId: string;
  payload: unknown;
  /** Name of the token that did it. */
  actor: string | null;
  createdAt: Date;
};
