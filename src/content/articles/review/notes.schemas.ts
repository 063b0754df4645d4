import { z } from 'zod';
import { id, instant, text } from '../../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../../platform/paging/index.js';
import { ArticleRef } from '../query.schemas.js';
import { REVIEW_STATES } from './desk.schemas.js';

const exampleNoteId = '0197f3c0-9d31-7a52-8b63-1c2d3e4f5a6b';

export const ArticleNote = z
  .object({
    id: z.uuid(),
    kind: z.enum(['note', ...REVIEW_STATES]).meta({
      description:
        'Whether somebody wrote a note, or took a step of the review: submitted, approved or returned the article.',
    }),
    text: z.string().nullable().meta({
      description: 'The note as plain text. Null if a step of the review has no note, or if its note was deleted.',
    }),
    revision: z.int().meta({ description: 'The number of the newest revision at that time.' }),
    by: z.string().meta({ description: 'The name of the user or token.' }),
    userId: z.uuid().nullable().meta({ description: 'The id of the user. Null if it was a token of the newsroom.' }),
    at: instant().meta({ description: 'When the note was written or the step was taken.' }),
  })
  .meta({
    id: 'ArticleNote',
    description: 'An internal note on an article, or a step of its review.',
    examples: [
      {
        id: exampleNoteId,
        kind: 'returned',
        text: 'The second quote needs a source.',
        revision: 2,
        by: 'Marta Lindqvist',
        userId: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b',
        at: '2017-07-07T18:50:00.000Z',
      },
    ],
  });

export const ArticleNoteList = pageOf(ArticleNote, 'ArticleNoteList');
export const ArticleNoteListQuery = z.strictObject(pageParameters);

export const ArticleNoteInput = z
  .strictObject({ text: text(5_000).meta({ description: 'The note as plain text, up to 5,000 characters.' }) })
  .meta({
    id: 'ArticleNoteWrite',
    description: 'An internal note.',
    examples: [{ text: 'The ministry calls back at four.' }],
  });

export const ArticleNoteRef = ArticleRef.extend({
  id: id().meta({ description: 'The id of the note.', examples: [exampleNoteId] }),
});

export type ArticleNote = z.infer<typeof ArticleNote>;
export type ArticleNoteListQuery = z.infer<typeof ArticleNoteListQuery>;
