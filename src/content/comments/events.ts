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
    'Sent when a comment is posted or imported.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  moderated: defineEvent(
    'comment.moderated',
    'Sent when a decision, or an edit or retraction by the author, changes the status of a comment.',
    comment.extend({ previousStatus: status }),
    cacheKeysBeforeAndAfter,
    publicChangeBeforeOrAfter,
  ),
  edited: defineEvent(
    'comment.edited',
    'Sent when a moderator or the author changes the text of a comment.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  reported: defineEvent(
    'comment.reported',
    'Sent when a reader or a word rule reports a comment.',
    comment.extend({ reason: z.enum(FLAG_REASONS) }),
    () => [],
    { scope },
  ),
  reacted: defineEvent(
    'comment.reacted',
    'Sent when a reader sets, changes or removes a reaction to a comment.',
    comment,
    ({ id }) => [id],
    { scope },
  ),
  pinned: defineEvent(
    'comment.pinned',
    'Sent when a comment is pinned or unpinned by a moderator.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
  erased: defineEvent(
    'comment.erased',
    'Sent when the personal data of a comment is erased on request.',
    comment.extend({ previousStatus: status }),
    cacheKeysBeforeAndAfter,
    publicChangeBeforeOrAfter,
  ),
  counted: defineEvent(
    'comment.counted',
    'Sent when wrong comment counts of an article are repaired.',
    z.object({ articleId: z.uuid() }),
    ({ articleId }) => [articleId, 'comments'],
    { news: ({ articleId }) => publicChange('article', articleId) },
  ),
  deleted: defineEvent(
    'comment.deleted',
    'Sent when a comment is deleted permanently.',
    comment,
    cacheKeysIfApproved,
    moderatorChange,
  ),
};
