import { z } from 'zod';
import { candidate, DeskMentionList, found, spot } from '../../content/mentions/index.js';
import { isWellFormed } from '../../lib/well-formed.js';
import { day, reference } from '../../platform/fields/index.js';

/** The maximum length of a text in UTF-16 units: more than an article has, less than a book. */
const maxTextLength = 200_000;

export const AnalyzeInput = z
  .strictObject({
    text: z
      .string()
      .max(maxTextLength)
      .refine(isWellFormed, 'must not contain NUL, control characters or half a surrogate pair')
      .meta({ description: 'Plain text; blocks are parted by empty lines.' }),
    headline: z
      .string()
      .max(1_000)
      .refine(isWellFormed, 'must not contain NUL, control characters or half a surrogate pair')
      .optional()
      .meta({
        description:
          'A headline above it: whom it names in full is known in the text. Its own mentions are not in the answer.',
      }),
    date: day().optional().meta({ description: 'The day of the text, by which offices and names are told apart.' }),
    lang: z
      .string()
      .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT')
      .optional()
      .meta({ description: 'Language of the text; told from its words when left out.' }),
  })
  .meta({
    id: 'MentionsAnalyze',
    description: 'A text in which people are looked for.',
    examples: [
      { text: 'Chancellor Merkel met the press. “We shall see what comes of it,” Merkel said.', date: '2017-07-07' },
    ],
  });

export const Analysis = z
  .object({
    mentions: z.array(
      z.object({
        ...spot,
        title: z.string().nullable().meta({ description: 'The title as it is printed before the name.' }),
        person: candidate.shape.person.nullable().meta({ description: 'Null while nobody can be told by the name.' }),
        candidates: z.array(candidate).meta({ description: 'All who may be meant, the likeliest first.' }),
        ...found,
        status: z.enum(['auto', 'suggested']).meta({ description: '`suggested` where nobody can be told.' }),
      }),
    ),
    suggestions: z
      .array(
        z.object({
          name: z.string(),
          start: spot.start,
          end: spot.end,
          reason: z.enum(['surname-alone', 'title-before-unknown', 'looks-like-a-name']),
        }),
      )
      .meta({
        description:
          'Who else may be named: a surname that stands alone, or somebody whom the directory does not have.',
      }),
  })
  .meta({
    id: 'MentionsAnalysis',
    description: 'Who is named in a text, where, and how.',
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
  .object({ waiting: z.int().min(0).meta({ description: 'Stories that wait to be linked.' }) })
  .meta({ id: 'MentionsWaiting', description: 'How far linking has come.', examples: [{ waiting: 1200 }] });

export const ArticleRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the article.', examples: ['two-presidents-meet-in-hamburg'] }),
});

export type AnalyzeInput = z.infer<typeof AnalyzeInput>;
export type Analysis = z.infer<typeof Analysis>;
