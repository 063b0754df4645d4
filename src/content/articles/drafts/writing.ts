import { isDeepStrictEqual } from 'node:util';
import { markdownToHtml, sanitizeWithText } from '../../../lib/rich-text/index.js';
import { problems } from '../../../platform/problems/index.js';
import { mustBeFound } from '../../people/index.js';
import { unknownSection } from '../../sections/index.js';
import { type ArticleContent, catalogue, contentOf } from '../content.js';
import type { Relation } from '../field.schemas.js';
import { checkPeople } from '../rules.js';
import type { ArticleInput, DeskArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import type { LookedUp, References } from './references.store.js';

/** Characters that the parser of Markdown takes. */
const maxMarkdown = 100_000;

export type Body = { html: string; text: string };

/** HTML as it is stored, sanitised, whatever it was written in; and its text. */
export function storedBody({ body = '', bodyFormat = 'html' }: ArticleInput, before?: ArticleRow): Body {
  if (bodyFormat === 'html') {
    return before !== undefined && body === before.body
      ? { html: body, text: before.bodyText }
      : sanitizeWithText(body);
  }
  if (body.length <= maxMarkdown) return sanitizeWithText(markdownToHtml(body));
  const detail = `has at most ${maxMarkdown} characters when it is Markdown.`;
  throw problems.invalidRequest(`"/body": ${detail}`, { errors: [{ pointer: '/body', code: 'too-big', detail }] });
}

/** What an article refers to. */
export const referencesOf = ({ section, people = [], related = [] }: ArticleInput): References => ({
  section: section ?? undefined,
  people: people.map(({ person }) => person),
  related,
});

function relatedIds(refs: readonly string[], found: LookedUp['related']): string[] {
  const ids = new Map(found.map(({ ref, id }) => [ref, id]));
  const missing = refs.flatMap((ref, index) =>
    ids.has(ref)
      ? []
      : [{ pointer: `/related/${index}`, code: 'unknown-article', detail: `There is no article "${ref}".` }],
  );
  if (missing.length > 0) throw problems.unknownReference(missing[0]?.detail ?? '', { errors: missing });
  return [...new Set(refs.map((ref) => ids.get(ref) ?? ''))];
}

function namedPeople(named: NonNullable<ArticleInput['people']>, found: LookedUp['people']): ArticleContent['people'] {
  const people = mustBeFound(
    found,
    named.map(({ person }, index) => ({ ref: person, place: { pointer: `/people/${index}/person` } })),
  );
  const ids = named.map(({ person }) => people.get(person)?.id ?? '');
  checkPeople(named, ids);
  return named.map(({ relation, titleAsPrinted }, index) => ({
    personId: ids[index] ?? '',
    relation,
    titleAsPrinted: titleAsPrinted ?? null,
  }));
}

/**
 * Turns what was sent into what is stored: references become ids.
 *
 * @throws unknown-reference naming each place that refers to nothing
 */
export function resolve(slug: string, input: ArticleInput, body: Body, found: LookedUp): ArticleContent {
  if (input.section != null && found.section === null) throw unknownSection(input.section, { pointer: '/section' });
  return writtenAs(slug, input, body, {
    sectionId: found.section?.id ?? null,
    related: relatedIds(input.related ?? [], found.related),
    people: namedPeople(input.people ?? [], found.people),
  });
}

/** What was sent as it is stored, with the ids of what it refers to. */
export function writtenAs(
  slug: string,
  input: ArticleInput,
  { html: body, text: bodyText }: Body,
  { sectionId, related, people }: Pick<ArticleContent, 'sectionId' | 'related' | 'people'>,
): ArticleContent {
  return {
    ...catalogue.storedValuesOf(input),
    slug,
    body,
    bodyText,
    sectionId,
    related,
    people,
    externalIds: (input.externalIds ?? []).map(({ source, id }) => ({ source, externalId: id })),
  };
}

/** A new draft as the desk shows it, without reading it back. */
export function newDraft(id: string, written: ArticleContent, found: LookedUp, now: Date): DeskArticle {
  const people = new Map(found.people.map(({ ref: _, ...person }) => [person.id, person]));
  const named = written.people.map(({ personId, relation, titleAsPrinted }) => ({
    id: personId,
    slug: people.get(personId)?.slug ?? '',
    name: people.get(personId)?.name ?? '',
    relation,
    titleAsPrinted,
    role: people.get(personId)?.role ?? null,
  }));
  const related = new Map(found.related.map(({ ref: _, ...story }) => [story.id, story]));
  const { bodyText: _, sectionId: __, commentsOpen, externalIds, ...story } = written;
  return {
    ...story,
    id,
    section: found.section,
    authors: named
      .filter(({ relation }) => relation === 'author')
      .map(({ id: personId, slug, name }) => ({ id: personId, slug, name })),
    publishedAt: null,
    firstPublishedAt: null,
    updatedAt: now.toISOString(),
    commentCount: 0,
    bodyFormat: 'html',
    people: named,
    related: written.related.flatMap((storyId) => related.get(storyId) ?? []),
    comments: { open: commentsOpen, count: 0 },
    corrections: [],
    status: 'draft',
    scheduledFor: null,
    scheduledRevision: null,
    unpublishAt: null,
    embargoedUntil: null,
    publicUpdatedAt: null,
    killed: null,
    version: 1,
    revision: 1,
    hasUnpublishedChanges: false,
    externalIds: externalIds.map(({ source, externalId }) => ({ source, id: externalId })),
    lock: null,
  } as DeskArticle;
}

/** The stored working copy as it would be sent, for a merge patch to change. */
export const asInput = (row: ArticleRow): ArticleInput => inputOf(contentOf(row));

/** What is stored as it would be sent. */
export function inputOf(content: ArticleContent): ArticleInput {
  const { bodyText: _, sectionId, people, externalIds, ...same } = content;
  return {
    ...same,
    section: sectionId,
    bodyFormat: 'html',
    people: people.map(({ personId, relation, titleAsPrinted }) => ({
      person: personId,
      relation: relation as Relation,
      titleAsPrinted,
    })),
    externalIds: externalIds.map(({ source, externalId }) => ({ source, id: externalId })),
  };
}

/** Whether a save would change nothing; the order in which external ids were sent does not count. */
export function isUnchanged(row: ArticleRow, next: ArticleContent): boolean {
  const sorted = (written: ArticleContent) => ({
    ...written,
    externalIds: [...written.externalIds].sort(
      (a, b) => a.source.localeCompare(b.source) || a.externalId.localeCompare(b.externalId),
    ),
  });
  return isDeepStrictEqual(sorted(contentOf(row)), sorted(next));
}
