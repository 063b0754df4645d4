import { z } from 'zod';
import { changes, defineEvent } from '../../platform/events/index.js';
import { FLAG_REASONS, STATUSES } from './schemas.js';

const status = z.enum(STATUSES);

// Neither name nor e-mail address: events are told to third parties.
const comment = z.object({ id: z.uuid(), articleId: z.uuid(), parentId: z.uuid().nullable(), status });

type Told = z.infer<typeof comment>;
/** The story, which shows how many there are, with its threads; and the address of the comment, which may have appeared. */
const thread = ({ id, articleId }: Told) => [id, articleId, 'comments'];
const threadOfApproved = (told: Told) => (told.status === 'approved' ? thread(told) : []);
const threadBeforeAndAfter = (told: Told & { previousStatus: Told['status'] }) =>
  told.previousStatus === 'approved' ? thread(told) : threadOfApproved(told);

/** The public is told that the comments of a story have changed; of which comment, it would be told of those that wait, too. */
const inPublic = {
  news: (told: Told) => (threadOfApproved(told).length > 0 ? changes('article', told.articleId) : undefined),
};
const inPublicBeforeOrAfter = {
  news: (told: Parameters<typeof threadBeforeAndAfter>[0]) =>
    threadBeforeAndAfter(told).length > 0 ? changes('article', told.articleId) : undefined,
};

export const commentEvents = {
  created: defineEvent(
    'comment.created',
    'A reader posted a comment, or one was imported.',
    comment,
    threadOfApproved,
    inPublic,
  ),
  moderated: defineEvent(
    'comment.moderated',
    'A moderator changed the status of a comment.',
    comment.extend({ previousStatus: status }),
    threadBeforeAndAfter,
    inPublicBeforeOrAfter,
  ),
  edited: defineEvent(
    'comment.edited',
    'A moderator changed the text of a comment.',
    comment,
    threadOfApproved,
    inPublic,
  ),
  reported: defineEvent(
    'comment.reported',
    'A reader reported a comment, or a rule about words did.',
    comment.extend({ reason: z.enum(FLAG_REASONS) }),
    () => [],
  ),
  reacted: defineEvent('comment.reacted', 'A reader reacted to a comment, or took that back.', comment, ({ id }) => [
    id,
  ]),
  pinned: defineEvent('comment.pinned', 'A comment was pinned, or no longer is.', comment, threadOfApproved, inPublic),
  erased: defineEvent(
    'comment.erased',
    'What a comment said of its author was erased.',
    comment.extend({ previousStatus: status }),
    threadBeforeAndAfter,
    inPublicBeforeOrAfter,
  ),
  counted: defineEvent(
    'comment.counted',
    'How many comments an article has was counted anew, and put right.',
    z.object({ articleId: z.uuid() }),
    ({ articleId }) => [articleId, 'comments'],
    { news: ({ articleId }) => changes('article', articleId) },
  ),
  deleted: defineEvent('comment.deleted', 'A comment was deleted for good.', comment, threadOfApproved, inPublic),
};
