import type { z } from 'zod';
import type { Scope } from '../auth/index.js';

/**
 * What the public is told of an event. It hears of a thing from when that appears until it leaves: what is said of
 * anything else, a draft for one, is told to nobody.
 */
export type PublicNews = {
  /** What the thing is: `article`, `section`. */
  kind: string;
  id: string;
} & (
  | { is: 'known' /** Under which the public finds it from now on. */; slug: string | null }
  | { is: 'changed' | 'gone' }
);

/** It is there for the public, under this slug: new, or changed. */
export const publicAppearance = (kind: string, { id, slug }: { id: string; slug: string | null }): PublicNews => ({
  kind,
  id,
  is: 'known',
  slug,
});

/** What the public sees of it has changed, if it sees it. */
export const publicChange = (kind: string, id: string): PublicNews => ({ kind, id, is: 'changed' });

/** It is there for the public no more, if it was. */
export const publicRemoval = (kind: string, id: string): PublicNews => ({ kind, id, is: 'gone' });

/** One kind of event: a name such as `article.published` and the shape of what it says. */
export type EventDefinition<Type extends string = string, Payload extends z.ZodType = z.ZodType> = {
  type: Type;
  payload: Payload;
  description: string;
  /** Which public answers are out of date once it has happened, by the names in their `Surrogate-Key`. */
  stale: (payload: z.output<Payload>) => readonly string[];
  /** What the public is told of it; nothing when left out. */
  news?: ((payload: z.output<Payload>) => PublicNews | undefined) | undefined;
  /** The scope that it takes to read of it on the desk. */
  scope: Scope;
};

/** Stands for all public answers. */
export const ALL_RESPONSES = '*';

/**
 * @param type `thing.happened`, stable: flows and subscribers switch on it
 * @param stale names what public answers show of it: ids of entities, or a collection such as `articles` whose lists may
 *   have changed and whose missing members may have appeared; none when the public sees nothing of it
 * @param options what the public is told of it, by `appears`, `changes` and `leaves`; and who may read of it, where that is not everybody with `content:read`
 */
export function defineEvent<const Type extends string, Payload extends z.ZodType>(
  type: Type,
  description: string,
  payload: Payload,
  stale: EventDefinition<Type, Payload>['stale'],
  options: Partial<Pick<EventDefinition<Type, Payload>, 'news' | 'scope'>> = {},
): EventDefinition<Type, Payload> {
  return { type, payload, description, stale, scope: 'content:read', ...options };
}
