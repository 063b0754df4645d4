import type { z } from 'zod';
import type { Scope } from '../auth/index.js';

/**
 * A change in the public stream of changes. The stream contains an entity only from its first publication until its
 * removal, so changes to drafts and other private entities never appear.
 */
export type PublicNews = {
  /** The kind of entity: `article`, `section`. */
  kind: string;
  id: string;
} & (
  | { is: 'known' /** The slug under which the public finds it from now on. */; slug: string | null }
  | { is: 'changed' | 'gone' }
);

/** Returns the news that an entity is public under this slug. It may be new or changed. */
export const publicAppearance = (kind: string, { id, slug }: { id: string; slug: string | null }): PublicNews => ({
  kind,
  id,
  is: 'known',
  slug,
});

/** Returns the news that the public content of an entity has changed. Ignored if the entity is not public. */
export const publicChange = (kind: string, id: string): PublicNews => ({ kind, id, is: 'changed' });

/** Returns the news that an entity is no longer public. Ignored if it was not public. */
export const publicRemoval = (kind: string, id: string): PublicNews => ({ kind, id, is: 'gone' });

/** A type of event, with a name such as `article.published` and the schema of its payload. */
export type EventDefinition<Type extends string = string, Payload extends z.ZodType = z.ZodType> = {
  type: Type;
  payload: Payload;
  description: string;
  /** Returns the cache keys of the public responses that the event makes stale. */
  stale: (payload: z.output<Payload>) => readonly string[];
  /** Returns the change in the public stream, if there is one. */
  news?: ((payload: z.output<Payload>) => PublicNews | undefined) | undefined;
  /** The scope that is required to read the event in the desk view. */
  scope: Scope;
};

/** The cache key that means all public responses. */
export const ALL_RESPONSES = '*';

/**
 * Defines a type of event.
 *
 * @param type a stable name of the form `thing.happened`, on which consumers and subscribers switch
 * @param stale returns cache keys: ids of entities, or a collection such as `articles` whose lists may have changed and
 *   whose missing members may have appeared; none if nothing public changes
 * @param options the public news, made by `publicAppearance`, `publicChange` or `publicRemoval`, and the required scope
 *   if it is not `content:read`
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
