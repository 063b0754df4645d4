import type { Scope } from '../../platform/auth/index.js';
import type { Filter } from './schemas.js';

/** What has happened, as far as it decides who may hear of it. */
export type Told = {
  type: string;
  subjectId: string;
  payload: Record<string, unknown>;
  /** Whether the public sees something of it. */
  isPublic: boolean;
};

/** The scope by which somebody hears of what the public does not see. What is not named here, administrators alone hear of. */
const scopes: Record<string, Scope> = {
  article: 'content:read',
  mention: 'content:read',
  person: 'content:read',
  section: 'content:read',
  list: 'content:read',
  correction: 'content:read',
  lock: 'content:read',
  preview: 'content:read',
  comment: 'comments:moderate',
};

/** The story that an event is about, or that what it is about belongs to. */
export function storyOf({
  type,
  subjectId,
  payload,
}: Pick<Told, 'type' | 'subjectId' | 'payload'>): string | undefined {
  if (type.startsWith('article.')) return subjectId;
  return typeof payload.articleId === 'string' ? payload.articleId : undefined;
}

export function isPrivy(held: readonly Scope[], type: string): boolean {
  const needed = scopes[type.split('.', 1)[0] ?? ''] ?? 'admin';
  return held.includes('admin') || held.includes(needed);
}

/** What an article's event says that differs between the desk and the newsstand. */
const ofTheDesk = ['slug', 'version', 'revision'] as const;

/**
 * What somebody with these scopes is told of an event; undefined when nothing.
 *
 * Without the scope for what the public does not see, a story is one that has been published by then, and is called as it was when it
 * was published last: a draft is put in the trash, too, and a story that comes off the newsstand may have another slug on the desk.
 *
 * @param published what was told when the story was published last, up to this event; undefined for one that never was
 */
export function toldTo(
  held: readonly Scope[],
  told: Told,
  published: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  if (isPrivy(held, told.type)) return told.payload;
  if (!told.isPublic) return undefined;
  if (storyOf(told) === undefined) return told.payload;
  if (published === undefined) return undefined;
  if (!told.type.startsWith('article.')) return told.payload;
  const shown = ofTheDesk.filter((name) => name in told.payload && name in published);
  return { ...told.payload, ...Object.fromEntries(shown.map((name) => [name, published[name]])) };
}

/** What a filter asks of a story. */
export type StoryFacts = {
  /** Its section and those above it. */
  sections: readonly string[];
  tags: readonly string[];
  people: readonly string[];
  lang: string;
  type: string;
};

export function fits({ section, tag, person, lang, type }: Filter, facts: StoryFacts): boolean {
  return (
    (section === undefined || facts.sections.includes(section)) &&
    (tag === undefined || facts.tags.includes(tag)) &&
    (person === undefined || facts.people.includes(person)) &&
    (lang === undefined || facts.lang === lang) &&
    (type === undefined || facts.type === type)
  );
}
