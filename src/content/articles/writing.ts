import { isDeepStrictEqual } from 'node:util';
import { markdownToHtml, sanitizeWithText } from '../../lib/rich-text/index.js';
import { problems } from '../../platform/http/index.js';
import { mustBeFound } from '../people/index.js';
import { unknownSection } from '../sections/index.js';
import { checkPeople } from './rules.js';
import type { ArticleInput, DeskArticle } from './schemas.js';
import type { ArticleRow, LookedUp, References, Written } from './store.js';

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

function namedPeople(named: NonNullable<ArticleInput['people']>, found: LookedUp['people']): Written['people'] {
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
export function resolve(slug: string, input: ArticleInput, body: Body, found: LookedUp): Written {
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
  { sectionId, related, people }: Pick<Written, 'sectionId' | 'related' | 'people'>,
): Written {
  return {
    slug,
    headline: input.headline,
    standfirst: input.standfirst || null,
    type: input.type ?? 'article',
    body,
    bodyText,
    lang: input.lang ?? 'en',
    dateline: input.dateline || null,
    sectionId,
    tags: [...new Set(input.tags ?? [])],
    sources: (input.sources ?? []).map(({ name, url, relation }) => ({
      name,
      url: url ?? null,
      relation: relation ?? 'cited',
    })),
    related,
    leadImage: input.leadImage == null ? null : { caption: null, credit: null, ...input.leadImage },
    seo: input.seo == null ? null : { title: null, description: null, canonicalUrl: null, ...input.seo },
    commentsOpen: input.commentsOpen ?? true,
    people,
    externalIds: (input.externalIds ?? []).map(({ source, id }) => ({ source, externalId: id })),
  };
}

/** A new draft as the desk shows it, without reading it back. */
export function newDraft(id: string, written: Written, found: LookedUp, now: Date): DeskArticle {
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

/** The stored working copy in the terms in which it is resolved: to compare, and to put into the archive. */
export function writtenOf(row: ArticleRow): Written {
  return {
    slug: row.slug,
    headline: row.headline,
    standfirst: row.standfirst,
    type: row.type,
    body: row.body,
    bodyText: row.bodyText,
    lang: row.lang,
    dateline: row.dateline,
    sectionId: row.sectionId,
    tags: row.tags,
    sources: row.sources as object[],
    related: row.related,
    leadImage: row.leadImage as object | null,
    seo: row.seo as object | null,
    commentsOpen: row.commentsOpen,
    people: row.people.map(({ personId, relation, titleAsPrinted }) => ({ personId, relation, titleAsPrinted })),
    externalIds: row.externalIds.map(({ source, externalId }) => ({ source, externalId })),
  };
}

/** The stored working copy as it would be sent, for a merge patch to change. */
export const asInput = (row: ArticleRow): ArticleInput => inputOf(writtenOf(row));

/** What is stored as it would be sent. */
export function inputOf(written: Written): ArticleInput {
  const { bodyText: _, sectionId, people, externalIds, ...same } = written;
  return {
    ...same,
    type: written.type as NonNullable<ArticleInput['type']>,
    section: sectionId,
    bodyFormat: 'html',
    sources: written.sources as NonNullable<ArticleInput['sources']>,
    leadImage: written.leadImage as ArticleInput['leadImage'],
    seo: written.seo as ArticleInput['seo'],
    people: people.map(({ personId, relation, titleAsPrinted }) => ({
      person: personId,
      relation: relation as NonNullable<ArticleInput['people']>[number]['relation'],
      titleAsPrinted,
    })),
    externalIds: externalIds.map(({ source, externalId }) => ({ source, id: externalId })),
  };
}

/** Whether a save would change nothing; the order in which external ids were sent does not count. */
export function isUnchanged(row: ArticleRow, next: Written): boolean {
  const sorted = (written: Written) => ({
    ...written,
    externalIds: [...written.externalIds].sort(
      (a, b) => a.source.localeCompare(b.source) || a.externalId.localeCompare(b.externalId),
    ),
  });
  return isDeepStrictEqual(sorted(writtenOf(row)), sorted(next));
}
