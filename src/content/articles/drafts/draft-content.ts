import { isDeepStrictEqual } from 'node:util';
import type { CleanBody } from '../../../lib/rich-text/index.js';
import { tagSlug } from '../../../lib/tag-slug.js';
import { problems } from '../../../platform/problems/index.js';
import { convert, convertOnce, sanitizeBody } from '../../../platform/rich-text/index.js';
import { requirePeople } from '../../people/index.js';
import { unknownSection } from '../../sections/index.js';
import { type ArticleContent, type ContentName, catalogue, contentNames, contentOf, fieldOf } from '../content.js';
import type { Relation } from '../field.schemas.js';
import { checkPeople } from '../rules.js';
import type { ArticleInput, DeskArticle, WrittenArticle } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import { requireFewAssets, requireLeadAsset, requireRelatedIds } from './references.js';
import type { FoundReferences } from './references.store.js';

/** The maximum number of characters that the Markdown parser accepts. */
const maxMarkdownLength = 100_000;

/** The maximum number of characters of a body. */
const maxBodyLength = 1_000_000;

type BodyInput = Pick<ArticleInput, 'body' | 'bodyFormat'>;

/**
 * Converts a body to the sanitised HTML that is stored, its text, what was left out, and its assets. A body that equals
 * the stored one is not sanitised again, and its assets, which exist, are not returned. A long body is converted in another thread.
 *
 * @throws invalid-request for too much Markdown
 */
export async function toStoredBody(
  { body = '', bodyFormat = 'html' }: BodyInput,
  before?: ArticleRow,
): Promise<CleanBody> {
  if (bodyFormat === 'markdown') {
    requireMarkdownLength(body);
    return convert('markdownToBody', body);
  }
  return before !== undefined && body === before.body
    ? { html: body, text: before.bodyText, droppedParts: [], assets: [] }
    : sanitizeBody(body);
}

/**
 * Converts a body like `toStoredBody`, but does not keep the result in memory, because an import converts each body once.
 * Removes the images of these unknown assets.
 *
 * @throws invalid-request for too much Markdown; unknown-reference for too many assets
 */
export async function convertBody(
  { body: source = '', bodyFormat = 'html' }: BodyInput,
  unknownAssets: readonly string[],
): Promise<{ body: CleanBody; removedAssets: string[] }> {
  if (bodyFormat === 'markdown') requireMarkdownLength(source);
  const body = await convertOnce(bodyFormat === 'html' ? 'sanitizeWithText' : 'markdownToBody', source);
  const shownIds = new Set(body.assets);
  const removedIds = new Set(unknownAssets.filter((id) => shownIds.has(id)));
  const assets = body.assets.filter((id) => !removedIds.has(id));
  requireFewAssets({ assets });
  if (removedIds.size === 0) return { body, removedAssets: [] };
  const html = await convertOnce('removeAssets', body.html, JSON.stringify([...removedIds]));
  return { body: { ...body, html, assets }, removedAssets: [...removedIds] };
}

function requireMarkdownLength({ length }: string): void {
  if (length <= maxMarkdownLength) return;
  const detail = `must have at most ${maxMarkdownLength} characters in Markdown. Send HTML instead.`;
  throw problems.invalidRequest(`"/body": ${detail}`, { errors: [{ pointer: '/body', code: 'too-big', detail }] });
}

/**
 * Converts a body before the transaction that stores it, so that no lock waits for a thread. `toStoredBody` then gets
 * the result of a long body from the cache. A short body, which takes little time, is not converted here.
 */
export async function prepareBody({ body, bodyFormat }: { body?: unknown; bodyFormat?: unknown }): Promise<void> {
  if (typeof body !== 'string' || body.length > maxBodyLength) return;
  if (bodyFormat !== 'markdown') await sanitizeBody(body);
  else if (body.length <= maxMarkdownLength) await convert('markdownToBody', body);
}

function toArticlePeople(
  inputPeople: NonNullable<ArticleInput['people']>,
  foundPeople: FoundReferences['people'],
): ArticleContent['people'] {
  const people = requirePeople(
    foundPeople,
    inputPeople.map(({ person }, index) => ({ ref: person, place: { pointer: `/people/${index}/person` } })),
  );
  const ids = inputPeople.map(({ person }) => people.get(person)?.id ?? '');
  checkPeople(inputPeople, ids);
  return inputPeople.map(({ relation, titleAsPrinted }, index) => ({
    personId: ids[index] ?? '',
    relation,
    titleAsPrinted: titleAsPrinted ?? null,
  }));
}

/**
 * Converts an input to the content that is stored, with ids in place of references.
 *
 * @throws unknown-reference with an entry for each reference that was not found
 */
export function resolveContent(
  slug: string,
  input: ArticleInput,
  body: CleanBody,
  foundReferences: FoundReferences,
): ArticleContent {
  if (input.section != null && foundReferences.section === null)
    throw unknownSection(input.section, { pointer: '/section' });
  requireLeadAsset(input, foundReferences);
  return toStoredContent(slug, input, body, {
    sectionId: foundReferences.section?.id ?? null,
    related: requireRelatedIds(input.related ?? [], foundReferences.related),
    people: toArticlePeople(input.people ?? [], foundReferences.people),
  });
}

/** Converts an input to the content that is stored, with these ids of its references. */
export function toStoredContent(
  slug: string,
  input: ArticleInput,
  { html: body, text: bodyText }: CleanBody,
  { sectionId, related: relatedArticleIds, people }: Pick<ArticleContent, 'sectionId' | 'related' | 'people'>,
): ArticleContent {
  return {
    ...catalogue.storedValuesOf(input),
    ...toStoredTags(input.tags ?? []),
    slug,
    body,
    bodyText,
    sectionId,
    related: relatedArticleIds,
    people,
    externalIds: (input.externalIds ?? []).map(({ source, id }) => ({ source, externalId: id })),
  };
}

/** Returns the tags that are stored. Of several with the same slug, the first stays. */
function toStoredTags(tags: readonly string[]): Pick<ArticleContent, 'tags' | 'tagSlugs'> {
  const bySlug = new Map<string, string>();
  for (const tag of tags) if (!bySlug.has(tagSlug(tag))) bySlug.set(tagSlug(tag), tag);
  return { tags: [...bySlug.values()], tagSlugs: [...bySlug.keys()] };
}

/** Builds the desk view of a new draft without reading it from the database. */
export function newDraft(
  id: string,
  content: ArticleContent,
  foundReferences: FoundReferences,
  now: Date,
): DeskArticle {
  const people = new Map(foundReferences.people.map(({ ref: _, ...person }) => [person.id, person]));
  const articlePeople = content.people.map(({ personId, relation, titleAsPrinted }) => ({
    id: personId,
    slug: people.get(personId)?.slug ?? '',
    name: people.get(personId)?.name ?? '',
    relation,
    titleAsPrinted,
    role: people.get(personId)?.role ?? null,
  }));
  const relatedById = new Map(
    foundReferences.related.map(({ ref: _, ...relatedArticle }) => [relatedArticle.id, relatedArticle]),
  );
  const { bodyText: _, sectionId: __, commentsOpen, externalIds, ...contentFields } = content;
  return {
    ...contentFields,
    id,
    section: foundReferences.section,
    authors: articlePeople
      .filter(({ relation }) => relation === 'author')
      .map(({ id: personId, slug, name }) => ({ id: personId, slug, name })),
    publishedAt: null,
    firstPublishedAt: null,
    updatedAt: now.toISOString(),
    commentCount: 0,
    bodyFormat: 'html',
    people: articlePeople,
    related: content.related.flatMap((relatedId) => relatedById.get(relatedId) ?? []),
    comments: { open: commentsOpen, count: 0 },
    corrections: [],
    status: 'draft',
    scheduledFor: null,
    scheduledRevision: null,
    unpublishAt: null,
    embargoedUntil: null,
    publicUpdatedAt: null,
    killed: null,
    review: null,
    assignee: null,
    version: 1,
    revision: 1,
    hasUnpublishedChanges: false,
    externalIds: externalIds.map(({ source, externalId }) => ({ source, id: externalId })),
    lock: null,
  } as DeskArticle;
}

/** Converts a draft copy to an input, so that a merge patch can change it. */
export const rowToInput = (row: ArticleRow): ArticleInput => contentToInput(contentOf(row));

/** Converts stored content to an input. */
export function contentToInput(content: ArticleContent): ArticleInput {
  const { bodyText: _, tagSlugs: __, sectionId, people, externalIds, ...sharedFields } = content;
  return {
    ...sharedFields,
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

/** Adds what was left out of the body to the response of a write. Responses of reads do not have it. */
export const withDropped = (article: DeskArticle, { droppedParts }: CleanBody): WrittenArticle =>
  droppedParts.length === 0 ? article : { ...article, dropped: droppedParts };

/** Returns whether a save changes nothing. The order of external ids does not matter. */
export const isUnchanged = (row: ArticleRow, next: ArticleContent): boolean =>
  isDeepStrictEqual(normalize(contentOf(row)), normalize(next));

/** Returns the fields that a save changes. */
export function changedFields(row: ArticleRow, next: ArticleContent): ContentName[] {
  const [before, after] = [normalize(contentOf(row)), normalize(next)];
  const keys = (Object.keys(after) as (keyof ArticleContent)[]).filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
  const changedNames = new Set(keys.map(fieldOf));
  return contentNames.filter((name) => changedNames.has(name));
}

const normalize = (content: ArticleContent): ArticleContent => ({
  ...content,
  externalIds: [...content.externalIds].sort(
    (a, b) => a.source.localeCompare(b.source) || a.externalId.localeCompare(b.externalId),
  ),
});
