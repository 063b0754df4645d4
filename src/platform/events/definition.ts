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
  /** A stable name of the form `thing.happened`, on which consumers and subscribers switch. */
  type: Type;
  /** What has happened, in a few words: "An article was published". */
  summary: string;
  /** When the event is sent, in complete sentences. */
  description: string;
  /** A schema with an id, a description that completes "The data contains …", and an example. */
  payload: Payload;
  /** The properties in which the payload of this event differs from the example of its schema. */
  example?: Partial<z.output<Payload>>;
  /**
   * Returns the cache keys of the public responses that the event makes stale: ids of entities, or a collection such as
   * `articles` whose lists may have changed and whose missing members may have appeared. None if nothing public changes.
   */
  stale: (payload: z.output<Payload>) => readonly string[];
  /**
   * Returns the change in the public stream, if there is one, made by `publicAppearance`, `publicChange` or
   * `publicRemoval`.
   */
  news?: ((payload: z.output<Payload>) => PublicNews | undefined) | undefined;
  /** With `news`: when there is a public change, as a clause for the documentation. Always if it is omitted. */
  publicIf?: string;
  /** The scope that is required to read the event in the desk view. */
  scope: Scope;
};

/** The cache key that means all public responses. */
export const ALL_RESPONSES = '*';

/** Defines a type of event. The scope is `content:read` by default. */
export function defineEvent<const Type extends string, Payload extends z.ZodType>(
  definition: Omit<EventDefinition<Type, Payload>, 'scope'> & { scope?: Scope },
): EventDefinition<Type, Payload> {
  return { scope: 'content:read', ...definition };
}
