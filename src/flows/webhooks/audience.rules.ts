import type { Scope } from '../../platform/auth/index.js';
import type { Filter } from './schemas.js';

/** What has happened, as far as it decides who may hear of it. */
export type WebhookEvent = {
  type: string;
  subjectId: string;
  payload: Record<string, unknown>;
  /** Whether the public sees something of it. */
  isPublic: boolean;
  /** By which somebody hears of what the public does not see. */
  scope: Scope;
};

/** The story that an event is about, or that what it is about belongs to. */
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

/** What an article's event says that differs between the desk and the newsstand. */
const deskFields = ['slug', 'version', 'revision'] as const;

/**
 * What somebody with these scopes is told of an event; undefined when nothing.
 *
 * Without the scope for what the public does not see, a story is one that has been published by then, and is called as it was when it
 * was published last: a draft is put in the trash, too, and a story that comes off the newsstand may have another slug on the desk.
 *
 * @param publishedPayload what was told when the story was published last, up to this event; undefined for one that never was
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

/** What a filter asks of a story. */
export type ArticleFacts = {
  /** Its section and those above it. */
  sections: readonly string[];
  tags: readonly string[];
  people: readonly string[];
  lang: string;
  type: string;
};

export function matchesFilter({ section, tag, person, lang, type }: Filter, facts: ArticleFacts): boolean {
  return (
    (section === undefined || facts.sections.includes(section)) &&
    (tag === undefined || facts.tags.includes(tag)) &&
    (person === undefined || facts.people.includes(person)) &&
    (lang === undefined || facts.lang === lang) &&
    (type === undefined || facts.type === type)
  );
}
