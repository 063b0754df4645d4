import { z } from 'zod';
import {
  candidate,
  DeskMentionList,
  recognitionFields,
  spanFields,
  suggestionReason,
} from '../../content/mentions/index.js';
import { isWellFormed } from '../../lib/well-formed.js';
import { day, reference } from '../../platform/fields/index.js';

/** The maximum length of a text in UTF-16 units: more than an article has, less than a book. */
const maxTextLength = 200_000;

export const AnalyzeInput = z
  .strictObject({
    text: z
      .string()
      .max(maxTextLength)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
      .meta({
        description: 'Plain text with empty lines between paragraphs, up to 200,000 UTF-16 code units.',
      }),
    headline: z
      .string()
      .max(1_000)
      .refine(isWellFormed, 'must not contain a NUL, another control character or half a surrogate pair')
      .optional()
      .meta({
        description:
          'The headline above the text. A person whom it names in full is recognised in the text by a shorter name. Mentions in the headline are not returned.',
      }),
    date: day().optional().meta({
      description: 'The day of the text. It decides which titles and names a person had.',
    }),
    lang: z
      .string()
      .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT')
      .optional()
      .meta({ description: 'The language of the text. Detected from the text by default.' }),
  })
  .meta({
    id: 'MentionsAnalyze',
    description: 'A text in which to find people.',
    examples: [
      { text: 'Chancellor Merkel met the press. “We shall see what comes of it,” Merkel said.', date: '2017-07-07' },
    ],
  });

export const Analysis = z
  .object({
    mentions: z
      .array(
        z.object({
          ...spanFields,
          title: z.string().nullable().meta({
            description: 'The title as it is printed before the name. Null if there is none.',
          }),
          person: candidate.shape.person.nullable().meta({ description: 'Null if the person is not certain.' }),
          candidates: z.array(candidate).meta({ description: 'The people who may be meant, most likely first.' }),
          ...recognitionFields,
          status: z.enum(['auto', 'suggested']).meta({ description: '`suggested` if the person is not certain.' }),
        }),
      )
      .meta({ description: 'The mentions of people in the text.' }),
    suggestions: z
      .array(
        z.object({
          name: z.string().meta({ description: 'The name as it is printed.' }),
          start: spanFields.start,
          end: spanFields.end,
          reason: suggestionReason,
        }),
      )
      .meta({
        description:
          'Other places where a person may be named: surnames without a first name, and names that are not in the directory.',
      }),
  })
  .meta({
    id: 'MentionsAnalysis',
    description: 'The mentions of people in a text.',
    examples: [
      {
        mentions: [
          {
            start: 11,
            end: 17,
            surface: 'Merkel',
            title: 'Chancellor',
            person: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'angela-merkel', name: 'Angela Merkel' },
            candidates: [
              {
                person: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'angela-merkel', name: 'Angela Merkel' },
                score: 0.9,
              },
            ],
            quoted: 'none',
            method: 'title',
            confidence: 0.9,
            status: 'auto',
          },
        ],
        suggestions: [],
      },
    ],
  });

export const RelinkResult = DeskMentionList;

export const RelinkStatus = z
  .object({ waiting: z.int().min(0).meta({ description: 'The number of articles that wait to be linked.' }) })
  .meta({
    id: 'MentionsWaiting',
    description: 'The number of articles in the queue for linking.',
    examples: [{ waiting: 1200 }],
  });

export const ArticleRef = z.strictObject({
  ref: reference().meta({
    description: 'The id or slug of the article.',
    examples: ['two-presidents-meet-in-hamburg'],
  }),
});

export type AnalyzeInput = z.infer<typeof AnalyzeInput>;
export type Analysis = z.infer<typeof Analysis>;
