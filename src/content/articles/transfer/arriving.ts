import type { ExternalId } from '../../external-ids/index.js';
import { type ArticleContent, contentOf } from '../content.js';
import { nothingPlanned } from '../drafts/desk.js';
import { type Body, isUnchanged, writtenAs } from '../drafts/writing.js';
import { OWN_SOURCE } from '../rules.js';
import type { ArticleInput, Status } from '../schemas.js';
import type { ArticleRow } from '../store.js';
import type { ArrivingRow, KnownArticle } from './importing.store.js';

/** What is sent of an article that comes from elsewhere, held to what the desk takes, before it is known what it refers to. */
export type PreparedArticle = {
  key: ExternalId;
  input: ArticleInput;
  body: Body;
  /** The slug that it should have, and the one made from its headline where another has that. */
  slug: string;
  otherSlug: string;
  status: Status;
  publishedAt: Date | null;
  firstPublishedAt: Date | null;
  updatedAt: Date | null;
};

export type ArrivingArticle = PreparedArticle &
  Pick<ArticleContent, 'sectionId' | 'people' | 'related'> & {
    known: KnownArticle | undefined;
    /** Of one that is not known: others may refer to it before it is written. */
    id: string;
    /** By which it is known again. */
    digest: string;
  };

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

function firstPublished(publishedAt: Date | null, first: Date | null): Date | null {
  return publishedAt === null || first === null ? (publishedAt ?? first) : earlier(first, publishedAt);
}

/** Whether an article is known by its own id: then it needs no other, and nothing is remembered of how it was taken in. */
export const isOwn = (key: ExternalId, id: string | undefined): boolean => key.source === OWN_SOURCE && key.id === id;

/** The working copy that an article is to have. */
export function storyOf(arrival: ArrivingArticle, slug: string): ArticleContent {
  const { key, input, body, sectionId, people, related, known } = arrival;
  const others = (input.externalIds ?? []).filter(({ source, id }) => source !== key.source || id !== key.id);
  return writtenAs(slug, { ...input, externalIds: isOwn(key, known?.id) ? others : [key, ...others] }, body, {
    sectionId,
    people,
    related,
  });
}

/** What an article is that has not been here: created and, where it was published elsewhere, published as of then. */
export function newRow(arrival: ArrivingArticle, slug: string, now: Date): ArrivingRow {
  const { id, key, digest, status, publishedAt, firstPublishedAt, updatedAt } = arrival;
  const isLive = status === 'published';
  return {
    id,
    story: storyOf(arrival, slug),
    status,
    version: status === 'draft' ? 1 : 2,
    revision: 1,
    publishedRevision: isLive ? 1 : null,
    publishedAt,
    firstPublishedAt: firstPublished(publishedAt, firstPublishedAt),
    trashedAt: status === 'trashed' ? now : null,
    ...nothingPlanned,
    updatedAt: updatedAt === null ? ((isLive ? publishedAt : null) ?? now) : earlier(updatedAt, now),
    key,
    digest,
    isSaved: true,
  };
}

/** What an article that is here is to be; the same version says that it is so already. */
export function broughtRow(arrival: ArrivingArticle, slug: string, before: ArticleRow, now: Date): ArrivingRow {
  const { key, digest, status, publishedAt, firstPublishedAt, updatedAt } = arrival;
  const story = storyOf(arrival, slug);
  const isSaved = !isUnchanged(before, story);
  const wasLive = before.status === 'published';
  const revision = before.revision + Number(isSaved);
  const isShown =
    wasLive && before.publishedRevision === revision && before.publishedAt?.getTime() === publishedAt?.getTime();
  const isPublished = status === 'published' && !isShown;
  const isTaken = status === 'trashed' || (status === 'unpublished' && wasLive);
  const version = before.version + Number(isSaved) + Number(isPublished || isTaken);
  return {
    id: before.id,
    story,
    status: isPublished || isTaken ? status : before.status,
    version,
    revision,
    publishedRevision: isTaken ? null : isPublished ? revision : before.publishedRevision,
    publishedAt: isPublished ? publishedAt : before.publishedAt,
    // When it was first published here never moves by itself.
    firstPublishedAt: before.firstPublishedAt ?? (isPublished ? firstPublished(publishedAt, firstPublishedAt) : null),
    trashedAt: status === 'trashed' ? now : null,
    scheduledFor: isPublished || isTaken ? null : before.scheduledFor,
    scheduledRevision: isPublished || isTaken ? null : before.scheduledRevision,
    unpublishAt: isTaken ? null : before.unpublishAt,
    // A change of what readers know is one of now: whoever asks for what has changed since is to find it.
    updatedAt:
      version === before.version
        ? before.updatedAt
        : isPublished && !wasLive
          ? earlier(updatedAt ?? publishedAt ?? now, now)
          : now,
    key,
    digest,
    isSaved,
  };
}

/** An article as it is, related to others than before: readers see it where they see all the rest of the working copy. */
export function relatedRow(
  before: ArticleRow,
  { key, digest, related }: { key: ExternalId; digest: string; related: string[] },
): ArrivingRow {
  const { id, status, publishedAt, firstPublishedAt, trashedAt, updatedAt, publishedRevision } = before;
  const { scheduledFor, scheduledRevision, unpublishAt } = before;
  const isShown = status === 'published' && publishedRevision === before.revision;
  const revision = before.revision + 1;
  return {
    id,
    story: { ...contentOf(before), related },
    status,
    version: before.version + 1 + Number(isShown),
    revision,
    publishedRevision: isShown ? revision : publishedRevision,
    publishedAt,
    firstPublishedAt,
    trashedAt,
    scheduledFor,
    scheduledRevision,
    unpublishAt,
    updatedAt,
    key,
    digest,
    isSaved: true,
  };
}
