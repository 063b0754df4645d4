import type { z } from 'zod';

/** One kind of event: a name such as `article.published` and the shape of what it says. */
export type EventDefinition<Type extends string = string, Payload extends z.ZodType = z.ZodType> = {
  type: Type;
  payload: Payload;
  description: string;
  /** Which public answers are out of date once it has happened, by the names in their `Surrogate-Key`. */
  stale: (payload: z.output<Payload>) => readonly string[];
};

/** Stands for all public answers. */
export const EVERYTHING = '*';

/**
 * @param type `thing.happened`, stable: flows and subscribers switch on it
 * @param stale names what public answers show of it: ids of entities, or a collection such as `articles` whose lists may
 *   have changed and whose missing members may have appeared; none when the public sees nothing of it
 */
export function defineEvent<const Type extends string, Payload extends z.ZodType>(
  type: Type,
  description: string,
  payload: Payload,
  stale: EventDefinition<Type, Payload>['stale'],
): EventDefinition<Type, Payload> {
  return { type, payload, description, stale };
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
