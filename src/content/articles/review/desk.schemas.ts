import { z } from 'zod';
import { instant } from '../../../platform/fields/index.js';

export const REVIEW_STATES = ['submitted', 'approved', 'returned'] as const;

export type ReviewState = (typeof REVIEW_STATES)[number];

/** The properties of a draft copy that belong to its review. */
export const reviewShape = {
  review: z
    .object({
      state: z.enum(REVIEW_STATES).meta({
        description:
          'The state of the review. A `submitted` article waits for an editor. An `approved` one may be published. A `returned` one is a draft again.',
      }),
      hasLapsed: z.boolean().meta({
        description:
          'Whether the article was approved and then changed. The state is then `submitted`, because an approval holds for one revision.',
      }),
      revision: z.int().meta({ description: 'The number of the revision that was submitted, approved or returned.' }),
      by: z.string().meta({ description: 'The name of the user or token that took the last step of the review.' }),
      at: instant().meta({ description: 'When the last step of the review was taken.' }),
      note: z.string().nullable().meta({ description: 'The note on the last step. Null if there is none.' }),
    })
    .meta({
      id: 'ArticleReview',
      description: 'The state of the review of an article, and its last step.',
      examples: [
        {
          state: 'submitted',
          hasLapsed: false,
          revision: 2,
          by: 'Jonas Weber',
          at: '2017-07-07T18:40:00.000Z',
          note: 'Please check the quotes.',
        },
      ],
    })
    .nullable()
    .meta({ description: 'The review of the newest revision. Null if the article is not in review.' }),
  assignee: z
    .object({
      id: z.uuid().meta({ description: 'The id of the user.' }),
      name: z.string().meta({ description: 'The name of the user.' }),
    })
    .meta({ id: 'ArticleAssignee', description: 'The user to whom an article is assigned.' })
    .nullable()
    .meta({ description: 'The user who works on the article. Null if nobody is assigned.' }),
};

export const exampleAssignee = { id: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b', name: 'Marta Lindqvist' };
