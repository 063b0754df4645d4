import type { CleanBody } from '../../../lib/rich-text/index.js';
import type { ExternalId } from '../../external-ids/index.js';
import { type ArticleContent, contentOf } from '../content.js';
import { emptyPlan } from '../drafts/dependencies.js';
import { isUnchanged, toStoredContent } from '../drafts/draft-content.js';
import type { Publishable } from '../review/approval.js';
import { noReview } from '../review/state.rules.js';
import { OWN_SOURCE } from '../rules.js';
import type { ArticleInput, Status } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import type { ArticleImportRow, ExistingArticle } from './importer.store.js';

/** A validated article of an import whose references are not resolved yet. */
export type PreparedArticle = {
  key: ExternalId;
  input: ArticleInput;
  body: CleanBody;
  /** The wanted slug, and the slug made from the headline in case the wanted one is taken. */
  slug: string;
  fallbackSlug: string;
  status: Status;
  publishedAt: Date | null;
  firstPublishedAt: Date | null;
  updatedAt: Date | null;
};

export type ArticleImportRecord = PreparedArticle &
  Pick<ArticleContent, 'sectionId' | 'people' | 'related'> & {
    existingArticle: ExistingArticle | undefined;
    /** The id of the article if it is new. Other articles may refer to it before it is written. */
    id: string;
    /** The digest by which a later import recognises unchanged input. */
    digest: string;
  };

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

function earliestPublishedAt(publishedAt: Date | null, first: Date | null): Date | null {
  return publishedAt === null || first === null ? (publishedAt ?? first) : earlier(first, publishedAt);
}

/** Returns whether an import addresses an article by its own id. It then needs no external id, and stores no digest. */
export const isOwnId = (key: ExternalId, id: string | undefined): boolean => key.source === OWN_SOURCE && key.id === id;

/** Returns the content of the draft copy after the import. */
function toContent(importRecord: ArticleImportRecord, slug: string): ArticleContent {
  const { key, input, body, sectionId, people, related: relatedIds, existingArticle } = importRecord;
  const others = (input.externalIds ?? []).filter(({ source, id }) => source !== key.source || id !== key.id);
  return toStoredContent(
    slug,
    { ...input, externalIds: isOwnId(key, existingArticle?.id) ? others : [key, ...others] },
    body,
    {
      sectionId,
      people,
      related: relatedIds,
    },
  );
}

const reviewOf = ({ reviewStep, reviewRevision }: ArticleRow) => ({ reviewStep, reviewRevision });

/** Returns the record of an article whose publication is left out. */
export const toDraftRecord = (importRecord: ArticleImportRecord): ArticleImportRecord => ({
  ...importRecord,
  status: 'draft',
  publishedAt: null,
  firstPublishedAt: null,
});

/**
 * Returns the row of a new article. If it was published elsewhere, it is published as of that time, or becomes a draft
 * if it may not be published.
 */
export function newRow(
  importRecord: ArticleImportRecord,
  slug: string,
  now: Date,
  publishable: Publishable,
): ArticleImportRow {
  const { id, key, digest, status, publishedAt, firstPublishedAt, updatedAt } = importRecord;
  if (status === 'published' && !publishable.has(undefined, 1))
    return { ...newRow(toDraftRecord(importRecord), slug, now, publishable), isDraftOnly: true };
  const isLive = status === 'published';
  return {
    id,
    content: toContent(importRecord, slug),
    status,
    version: status === 'draft' ? 1 : 2,
    revision: 1,
    publishedRevision: isLive ? 1 : null,
    publishedAt,
    firstPublishedAt: earliestPublishedAt(publishedAt, firstPublishedAt),
    trashedAt: status === 'trashed' ? now : null,
    ...emptyPlan,
    ...noReview,
    updatedAt: updatedAt === null ? ((isLive ? publishedAt : null) ?? now) : earlier(updatedAt, now),
    key,
    digest,
    isDraftOnly: false,
    isSaved: true,
  };
}

/**
 * Returns the row of an existing article after the import. If the version is the same, nothing changes. If the import
 * would publish the article and may not, only the draft copy changes. A change lets the approval of a draft lapse.
 */
export function updatedRow(
  importRecord: ArticleImportRecord,
  slug: string,
  before: ArticleRow,
  now: Date,
  publishable: Publishable,
): ArticleImportRow {
  const { key, digest, status, publishedAt, firstPublishedAt, updatedAt } = importRecord;
  const content = toContent(importRecord, slug);
  const isSaved = !isUnchanged(before, content);
  const wasLive = before.status === 'published';
  const revision = before.revision + Number(isSaved);
  const isShown =
    wasLive && before.publishedRevision === revision && before.publishedAt?.getTime() === publishedAt?.getTime();
  const isPublished = status === 'published' && !isShown;
  if (isPublished && !publishable.has(before, revision))
    return { ...updatedRow(toDraftRecord(importRecord), slug, before, now, publishable), isDraftOnly: true };
  const isRemoved = status === 'trashed' || (status === 'unpublished' && wasLive);
  const version = before.version + Number(isSaved) + Number(isPublished || isRemoved);
  return {
    id: before.id,
    content,
    status: isPublished || isRemoved ? status : before.status,
    version,
    revision,
    publishedRevision: isRemoved ? null : isPublished ? revision : before.publishedRevision,
    publishedAt: isPublished ? publishedAt : before.publishedAt,
    // An existing time of first publication never changes.
    firstPublishedAt:
      before.firstPublishedAt ?? (isPublished ? earliestPublishedAt(publishedAt, firstPublishedAt) : null),
    trashedAt: status === 'trashed' ? now : null,
    scheduledFor: isPublished || isRemoved ? null : before.scheduledFor,
    scheduledRevision: isPublished || isRemoved ? null : before.scheduledRevision,
    unpublishAt: isRemoved ? null : before.unpublishAt,
    ...(isPublished || isRemoved ? noReview : reviewOf(before)),
    // A change of a live article counts from now on, so that clients that poll for changes find it.
    updatedAt:
      version === before.version
        ? before.updatedAt
        : isPublished && !wasLive
          ? earlier(updatedAt ?? publishedAt ?? now, now)
          : now,
    key,
    digest,
    isDraftOnly: false,
    isSaved,
  };
}

type NewRelations = { key: ExternalId; digest: string; isDraftOnly: boolean; relatedIds: string[] };

/**
 * Returns the row of an article with new related articles. They are public if the newest revision was public and the
 * import may publish the new one.
 */
export function relatedRow(
  before: ArticleRow,
  { key, digest, isDraftOnly, relatedIds }: NewRelations,
  publishable: Publishable,
): ArticleImportRow {
  const { id, status, publishedAt, firstPublishedAt, trashedAt, updatedAt, publishedRevision } = before;
  const { scheduledFor, scheduledRevision, unpublishAt } = before;
  const isShown = status === 'published' && publishedRevision === before.revision;
  const revision = before.revision + 1;
  const isPublished = isShown && publishable.has(before, revision);
  return {
    id,
    content: { ...contentOf(before), related: relatedIds },
    status,
    version: before.version + 1 + Number(isPublished),
    revision,
    publishedRevision: isPublished ? revision : publishedRevision,
    publishedAt,
    firstPublishedAt,
    trashedAt,
    scheduledFor,
    scheduledRevision,
    unpublishAt,
    ...reviewOf(before),
    updatedAt,
    key,
    digest,
    isDraftOnly: isDraftOnly || (isShown && !isPublished),
    isSaved: true,
  };
}
