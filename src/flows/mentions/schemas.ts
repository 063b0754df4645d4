import { z } from 'zod';
import {
  candidate,
  DeskMentionList,
  NamedPerson,
  Quote,
  quoteFields,
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
          'The headline of the text. If the headline contains the full name of a person, shorter names of this person are recognised in the text. Mentions in the headline are not returned.',
      }),
    date: day().optional().meta({
      description: 'The date of the text. It determines which offices each person held at that time.',
    }),
    lang: z
      .string()
      .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT')
      .optional()
      .meta({ description: 'The language of the text. By default, it is detected from the text.' }),
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
          person: candidate.shape.person.nullable().meta({
            description: 'The person whom the text mentions. Null if this is not certain.',
          }),
          candidates: z.array(candidate).meta({ description: 'The people who may be meant, most likely first.' }),
          ...recognitionFields,
          quotes: z
            .array(Quote)
            .meta({ description: 'What the person says at this mention, in the order of the text.' }),
          status: z.enum(['auto', 'suggested']).meta({
            description: '`auto` if it is certain who is mentioned, `suggested` if it is not.',
          }),
        }),
      )
      .meta({ description: 'The mentions of people in the text.' }),
    quotes: z
      .array(
        z.object({
          ...quoteFields,
          speaker: NamedPerson.nullable().meta({
            description: 'The person who says it. Null if it is not certain who is meant.',
          }),
        }),
      )
      .meta({
        description:
          'The direct quotations in the text whose speaker is named. If several people say one together, it is listed once for each of them.',
      }),
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
          'Other words in the text that may name a person: surnames without a first name, and names that are not in the directory.',
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
            quotes: [],
            method: 'title',
            confidence: 0.9,
            status: 'auto',
          },
        ],
        quotes: [
          {
            text: 'We shall see what comes of it',
            start: 34,
            end: 63,
            verb: 'said',
            speaker: { id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'angela-merkel', name: 'Angela Merkel' },
          },
        ],
        suggestions: [],
      },
    ],
  });

export const RelinkResult = DeskMentionList;

export const RelinkStatus = z
  .object({
    waiting: z.int().min(0).meta({ description: 'The number of articles that are waiting to be searched for people.' }),
  })
  .meta({
    id: 'MentionsWaiting',
    description: 'The number of articles in the queue for the search for people.',
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
