import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';
import { FLAG_REASONS, STATUSES } from './schemas.js';

const status = z.enum(STATUSES);

// Events have no author name or e-mail address, because webhooks send them to third parties.
const comment = z.object({ id: z.uuid(), articleId: z.uuid(), parentId: z.uuid().nullable(), status });

type CommentEventPayload = z.infer<typeof comment>;
/**
 * Returns the cache keys of the comment, of its article (which shows the number of comments) and of the lists of
 * comments.
 */
const threadCacheKeys = ({ id, articleId }: CommentEventPayload) => [id, articleId, 'comments'];
const cacheKeysIfApproved = (payload: CommentEventPayload) =>
  payload.status === 'approved' ? threadCacheKeys(payload) : [];
const cacheKeysBeforeAndAfter = (payload: CommentEventPayload & { previousStatus: CommentEventPayload['status'] }) =>
  payload.previousStatus === 'approved' ? threadCacheKeys(payload) : cacheKeysIfApproved(payload);

/** The scope that may read events about comments that are not public. */
const scope = 'comments:moderate' as const;

/** The public change names only the article. Naming the comment would also reveal comments that are not public. */
const moderatorChange = {
  scope,
  news: (payload: CommentEventPayload) =>
    cacheKeysIfApproved(payload).length > 0 ? publicChange('article', payload.articleId) : undefined,
};
const publicChangeBeforeOrAfter = {
  scope,
  news: (payload: Parameters<typeof cacheKeysBeforeAndAfter>[0]) =>
    cacheKeysBeforeAndAfter(payload).length > 0 ? publicChange('article', payload.articleId) : undefined,
};

export const commentEvents = {
  created: defineEvent(
    'comment.created',
    'A reader posted a comment, or a comment was imported.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  moderated: defineEvent(
    'comment.moderated',
    'The status of a comment changed: by a moderator, or because its author edited or retracted it.',
    comment.extend({ previousStatus: status }),
    cacheKeysBeforeAndAfter,
    publicChangeBeforeOrAfter,
  ),
  edited: defineEvent(
    'comment.edited',
    'A moderator or the author changed the text of a comment.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  reported: defineEvent(
    'comment.reported',
    'A reader or a word rule reported a comment.',
    comment.extend({ reason: z.enum(FLAG_REASONS) }),
    () => [],
    { scope },
  ),
  reacted: defineEvent(
    'comment.reacted',
    'A reader reacted to a comment or removed a reaction.',
    comment,
    ({ id }) => [id],
    { scope },
  ),
  pinned: defineEvent(
    'comment.pinned',
    'A comment was pinned or unpinned.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  erased: defineEvent(
    'comment.erased',
    'The personal data of the author of a comment were erased.',
    comment.extend({ previousStatus: status }),
    cacheKeysBeforeAndAfter,
    publicChangeBeforeOrAfter,
  ),
  counted: defineEvent(
    'comment.counted',
    'The comment counts of an article were recounted and corrected.',
    z.object({ articleId: z.uuid() }),
    ({ articleId }) => [articleId, 'comments'],
    { news: ({ articleId }) => publicChange('article', articleId) },
  ),
  deleted: defineEvent(
    'comment.deleted',
    'A comment was deleted permanently.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
};
