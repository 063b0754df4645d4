import { z } from 'zod';
import { id, text } from '../../../platform/fields/index.js';

/** A user, by id or as `me`. */
const user = () => z.union([z.literal('me'), id()], 'must be `me` or the id of a user');

const note = text(5_000);

export const SubmitInput = z
  .strictObject({
    note: note.optional().meta({ description: 'A note for the reviewer, up to 5,000 characters.' }),
    assignee: user().nullable().optional().meta({
      description:
        'The user to whom the article is assigned: an id, or `me`. Null ends the assignment. If omitted, the assignment does not change.',
    }),
  })
  .meta({
    id: 'SubmitArticle',
    description: 'Options for submitting an article. All are optional.',
    examples: [{ note: 'Please check the quotes.' }],
  });

export const ReturnInput = z
  .strictObject({ note: note.meta({ description: 'What has to change, up to 5,000 characters.' }) })
  .meta({
    id: 'ReturnArticle',
    description: 'The note for the author.',
    examples: [{ note: 'The second quote needs a source.' }],
  });

export const ApproveInput = z
  .strictObject({ note: note.optional().meta({ description: 'A note, up to 5,000 characters.' }) })
  .meta({
    id: 'ApproveArticle',
    description: 'Options for approving an article. All are optional.',
    examples: [{ note: 'Good to go.' }],
  });

export const AssigneeInput = z
  .strictObject({
    user: user().nullable().meta({
      description: 'The user to whom the article is assigned: an id, or `me`. Null ends the assignment.',
    }),
  })
  .meta({
    id: 'AssignArticle',
    description: 'The user to whom to assign an article.',
    examples: [{ user: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b' }],
  });

export type SubmitInput = z.output<typeof SubmitInput>;
export type ReturnInput = z.output<typeof ReturnInput>;
export type ApproveInput = z.output<typeof ApproveInput>;
export type AssigneeInput = z.output<typeof AssigneeInput>;
