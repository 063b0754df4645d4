import { z } from 'zod';
import { defineEvent } from '../../platform/events/index.js';
import { STATUSES } from './schemas.js';

const status = z.enum(STATUSES);

// Neither name nor e-mail address: events are told to third parties.
const comment = z.object({ id: z.uuid(), articleId: z.uuid(), parentId: z.uuid().nullable(), status });

export const commentEvents = {
  created: defineEvent('comment.created', 'A reader posted a comment, or one was imported.', comment),
  moderated: defineEvent(
    'comment.moderated',
    'A moderator changed the status of a comment.',
    comment.extend({ previousStatus: status }),
  ),
  edited: defineEvent('comment.edited', 'A moderator changed the text of a comment.', comment),
  deleted: defineEvent('comment.deleted', 'A comment was deleted for good.', comment),
};
