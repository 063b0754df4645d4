import { z } from 'zod';
import { defineEvent, publicChange } from '../../platform/events/index.js';
import { exampleComment, FLAG_REASONS, status } from './schemas.js';

const exampleEvent = {
  id: exampleComment.id,
  articleId: exampleComment.articleId,
  parentId: null,
  status: 'approved',
} as const;

// Events have no author name or e-mail address, because webhooks send them to third parties.
const comment = z
  .object({
    id: z.uuid(),
    articleId: z.uuid(),
    parentId: z.uuid().nullable().meta({
      description: 'The id of the comment directly above this comment in the thread. Null at the top level.',
    }),
    status,
  })
  .meta({
    id: 'CommentEventData',
    description: 'The id and status of the comment, and the ids of its article and parent, but not its text or author.',
    examples: [exampleEvent],
  });
const decision = comment.extend({ previousStatus: status.meta({ description: 'The status before the event.' }) }).meta({
  id: 'CommentDecisionEventData',
  description:
    'The id of the comment, its status before and after the event, and the ids of its article and parent, but not its text or author.',
  examples: [{ ...exampleEvent, previousStatus: 'pending' }],
});
const report = comment
  .extend({
    reason: z.enum(FLAG_REASONS).meta({
      description: 'The reason for the report. `words` means that a word rule reported the comment.',
    }),
  })
  .meta({
    id: 'CommentReportEventData',
    description:
      'The id and status of the comment, the ids of its article and parent, and the reason for the report, but not who reported it.',
    examples: [{ ...exampleEvent, reason: 'abusive' }],
  });
const countedArticle = z.object({ articleId: z.uuid() }).meta({
  id: 'CommentCountEventData',
  description: 'The id of the article.',
  examples: [{ articleId: exampleComment.articleId }],
});

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
  stale: cacheKeysIfApproved,
  publicIf: 'the comment is approved',
  news: (payload: CommentEventPayload) =>
    cacheKeysIfApproved(payload).length > 0 ? publicChange('article', payload.articleId) : undefined,
};
const publicChangeBeforeOrAfter = {
  scope,
  stale: cacheKeysBeforeAndAfter,
  publicIf: 'the comment is approved or was approved before this event',
  news: (payload: Parameters<typeof cacheKeysBeforeAndAfter>[0]) =>
    cacheKeysBeforeAndAfter(payload).length > 0 ? publicChange('article', payload.articleId) : undefined,
};

export const commentEvents = {
  created: defineEvent({
    type: 'comment.created',
    summary: 'A comment was posted',
    description: 'Sent when a comment is posted or imported.',
    payload: comment,
    ...moderatorChange,
  }),
  moderated: defineEvent({
    type: 'comment.moderated',
    summary: 'The status of a comment changed',
    description:
      'Sent when the status of a comment changes because of a decision, or because the author edits or retracts the comment.',
    payload: decision,
    ...publicChangeBeforeOrAfter,
  }),
  edited: defineEvent({
    type: 'comment.edited',
    summary: 'A comment was edited',
    description: 'Sent when a moderator or the author changes the text of a comment.',
    payload: comment,
    ...moderatorChange,
  }),
  reported: defineEvent({
    type: 'comment.reported',
    summary: 'A comment was reported',
    description: 'Sent when a reader or a word rule reports a comment.',
    payload: report,
    scope,
    stale: () => [],
  }),
  reacted: defineEvent({
    type: 'comment.reacted',
    summary: 'A reader reacted to a comment',
    description: 'Sent when a reader sets, changes or removes a reaction to a comment.',
    payload: comment,
    scope,
    stale: ({ id }) => [id],
  }),
  pinned: defineEvent({
    type: 'comment.pinned',
    summary: 'A comment was pinned or unpinned',
    description: 'Sent when a moderator pins or unpins a comment.',
    payload: comment,
    ...moderatorChange,
  }),
  erased: defineEvent({
    type: 'comment.erased',
    summary: 'The personal data of a comment was erased',
    description: 'Sent when the personal data of a comment is erased on request.',
    payload: decision,
    example: { status: 'rejected', previousStatus: 'approved' },
    ...publicChangeBeforeOrAfter,
  }),
  counted: defineEvent({
    type: 'comment.counted',
    summary: 'The comment counts of an article were repaired',
    description: 'Sent when wrong comment counts of an article are repaired.',
    payload: countedArticle,
    stale: ({ articleId }) => [articleId, 'comments'],
    news: ({ articleId }) => publicChange('article', articleId),
    publicIf: 'the article has been published',
  }),
  deleted: defineEvent({
    type: 'comment.deleted',
    summary: 'A comment was deleted',
    description: 'Sent when a comment is deleted permanently.',
    payload: comment,
    ...moderatorChange,
  }),
};
