import { type Actor, hasScope } from '../../platform/auth/index.js';
import type { Draft } from './draft.js';

/**
 * Turns an article with no time of publication, or one in the future, into a draft. A later import of the same file
 * publishes an article whose time has come.
 */
export function demoteToDraft(draft: Draft, now: Date): Draft {
  const { status, publishedAt, firstPublishedAt, omissions } = draft;
  if (status === 'draft' || status === 'trashed') return draft;
  const publishAt = publishedAt ?? (status === 'unpublished' ? firstPublishedAt : null);
  if (publishAt !== null && publishAt <= now) return draft;
  const omission =
    publishAt === null
      ? { what: `status ${status}`, reason: 'draft-for-want-of-a-date' }
      : { what: `status ${status}, for ${publishAt.toISOString()}`, reason: 'becomes-a-draft' };
  return { ...draft, status: 'draft', omissions: [...omissions, omission] };
}

/** Returns the status and times of a draft. Without the scope import, it has only the time of a publication. */
export function datesOf({ status, publishedAt, firstPublishedAt, updatedAt }: Draft, actor: Actor) {
  const canImport = hasScope(actor, 'import');
  const isPast = status !== 'draft' && (publishedAt !== null || firstPublishedAt !== null);
  return {
    status,
    publishedAt: isPast && (canImport || status === 'published') ? publishedAt : null,
    firstPublishedAt: isPast && canImport ? firstPublishedAt : null,
    updatedAt: canImport ? updatedAt : null,
  };
}
