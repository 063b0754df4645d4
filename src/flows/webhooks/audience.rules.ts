import { tagSlug } from '../../lib/tag-slug.js';
import type { Scope } from '../../platform/auth/index.js';
import type { Filter } from './schemas.js';

/** An event with the properties that decide who may receive it. */
export type WebhookEvent = {
  type: string;
  subjectId: string;
  payload: Record<string, unknown>;
  /** Whether the event is about something that the public can see. */
  isPublic: boolean;
  /** The scope that is required to receive the event if it is not public. */
  scope: Scope;
};

/** Returns the id of the article that is the subject of an event or to which the subject belongs. */
export function articleIdOf({
  type,
  subjectId,
  payload,
}: Pick<WebhookEvent, 'type' | 'subjectId' | 'payload'>): string | undefined {
  if (type.startsWith('article.')) return subjectId;
  return typeof payload.articleId === 'string' ? payload.articleId : undefined;
}

export const hasScope = (scopes: readonly Scope[], scope: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(scope);

/** The fields of article events whose values may differ between the draft copy and the publication. */
const deskFields = ['slug', 'version', 'revision'] as const;

/**
 * Returns the payload that a webhook with these scopes receives for an event, or undefined if it may not receive it.
 *
 * Without the scope of the event, a webhook receives only public events about articles that have been published. The
 * fields that may differ between the copies then have the values of the last publication. For example, an unpublished
 * article may meanwhile have another slug in its draft copy.
 *
 * @param publishedPayload the payload of the article's last `article.published` up to this event, or undefined
 */
export function payloadFor(
  scopes: readonly Scope[],
  event: WebhookEvent,
  publishedPayload: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  if (hasScope(scopes, event.scope)) return event.payload;
  if (!event.isPublic) return undefined;
  if (articleIdOf(event) === undefined) return event.payload;
  if (publishedPayload === undefined) return undefined;
  if (!event.type.startsWith('article.')) return event.payload;
  const publicFields = deskFields.filter((name) => name in event.payload && name in publishedPayload);
  return { ...event.payload, ...Object.fromEntries(publicFields.map((name) => [name, publishedPayload[name]])) };
}

/** The properties of an article that filters compare. */
export type ArticleFacts = {
  /** The section of the article and the sections above it. */
  sections: readonly string[];
  /** The slugs of the tags. */
  tags: readonly string[];
  people: readonly string[];
  lang: string;
  type: string;
};

export function matchesFilter({ section, tag, person, lang, type }: Filter, facts: ArticleFacts): boolean {
  return (
    (section === undefined || facts.sections.includes(section)) &&
    (tag === undefined || facts.tags.includes(tagSlug(tag))) &&
    (person === undefined || facts.people.includes(person)) &&
    (lang === undefined || facts.lang === lang) &&
    (type === undefined || facts.type === type)
  );
}
