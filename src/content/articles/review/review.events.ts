import { z } from 'zod';
import { defineEvent } from '../../../platform/events/index.js';
import { articlePayload, exampleArticle } from '../events.js';

const assigneeId = z.uuid().nullable().meta({
  description: 'The id of the user to whom the article is assigned. Null if nobody is.',
});

// The payloads lack the text of notes, because a note can be deleted, but events and audit entries cannot.
const review = articlePayload
  .extend({
    assigneeId,
    noteId: z.uuid().meta({
      description: 'The id of the note or the step of the review, in the list of notes on the article.',
    }),
  })
  .meta({
    id: 'ArticleReviewEventData',
    description: 'The id, slug and status of the article, its assignee, and the id of the note, but not its text.',
    examples: [
      {
        ...exampleArticle,
        assigneeId: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b',
        noteId: '0197f3c0-9d31-7a52-8b63-1c2d3e4f5a6b',
      },
    ],
  });

const assignment = articlePayload.extend({ assigneeId }).meta({
  id: 'ArticleAssignedEventData',
  description: 'The id, slug and status of the article, and its assignee.',
  examples: [{ ...exampleArticle, assigneeId: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b' }],
});

const noTags = () => [];

/** The events of the review and the notes of articles. They have no public part. */
export const reviewEvents = {
  submitted: defineEvent({
    type: 'article.submitted',
    summary: 'An article was submitted for review',
    description: 'Sent when an article is submitted for review, for the first time or again.',
    payload: review,
    example: { status: 'submitted' },
    stale: noTags,
  }),
  returned: defineEvent({
    type: 'article.returned',
    summary: 'An article was returned to its author',
    description: 'Sent when a reviewer returns an article.',
    payload: review,
    stale: noTags,
  }),
  approved: defineEvent({
    type: 'article.approved',
    summary: 'An article was approved',
    description: 'Sent when a reviewer approves the newest revision of an article.',
    payload: review,
    example: { status: 'approved' },
    stale: noTags,
  }),
  assigned: defineEvent({
    type: 'article.assigned',
    summary: 'The assignee of an article was changed',
    description: 'Sent when an article is assigned to a user, or when its assignment ends.',
    payload: assignment,
    stale: noTags,
  }),
  noted: defineEvent({
    type: 'article.noted',
    summary: 'An internal note was added',
    description: 'Sent when somebody adds an internal note to an article. Steps of the review have their own events.',
    payload: review,
    stale: noTags,
  }),
  noteDeleted: defineEvent({
    type: 'article.note-deleted',
    summary: 'An internal note was deleted',
    description: 'Sent when an internal note on an article, or the text of a step of its review, is deleted.',
    payload: review,
    stale: noTags,
  }),
};
