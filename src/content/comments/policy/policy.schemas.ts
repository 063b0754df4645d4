import { z } from 'zod';
import { instant, reference, text } from '../../../platform/fields/index.js';

const MODES = ['off', 'pre', 'post', 'pre-new'] as const;
const WORD_ACTIONS = ['reject', 'hold', 'flag'] as const;

const values = {
  mode: z.enum(MODES).meta({
    description:
      '`off` takes none; `pre` holds each until a moderator approves it; `post` shows it at once; `pre-new` holds those of an author of whom none was approved yet.',
  }),
  closeAfterDays: z.int().min(0).max(36_500).meta({ description: 'Days after the publication; 0 for never.' }),
  maxLinks: z.int().min(0).max(100).meta({ description: 'A comment with more links is held.' }),
  minSeconds: z.int().min(0).max(600).meta({
    description: 'Whoever sends a comment sooner after the form was shown is no person; 0 switches that off.',
  }),
  maxDepth: z.int().min(0).max(8).meta({
    description: 'Depth of the deepest comments: a reply to one of those hangs beside it, and keeps inReplyToId.',
  }),
  guests: z.boolean().meta({ description: 'Whether those without a token may comment.' }),
};

export const Policy = z.object(values);

const nullablePolicy = z.object({
  mode: values.mode.nullable(),
  closeAfterDays: values.closeAfterDays.nullable(),
  maxLinks: values.maxLinks.nullable(),
  minSeconds: values.minSeconds.nullable(),
  maxDepth: values.maxDepth.nullable(),
  guests: values.guests.nullable(),
});

const example = { mode: 'pre', closeAfterDays: 14, maxLinks: 2, minSeconds: 3, maxDepth: 4, guests: true };

export const StatedPolicy = nullablePolicy.meta({
  id: 'CommentPolicy',
  description: 'What is said of comments at one place; null where nothing is, so that what lies above it holds.',
  examples: [{ ...example, closeAfterDays: null, maxDepth: null }],
});

export const PolicyInput = z
  .strictObject({
    mode: values.mode.nullable().optional(),
    closeAfterDays: values.closeAfterDays.nullable().optional(),
    maxLinks: values.maxLinks.nullable().optional(),
    minSeconds: values.minSeconds.nullable().optional(),
    maxDepth: values.maxDepth.nullable().optional(),
    guests: values.guests.nullable().optional(),
  })
  .meta({
    id: 'CommentPolicyWrite',
    description: 'What is to hold for comments at one place. What is left out, or null, is what lies above it.',
    examples: [{ mode: 'pre-new', maxLinks: 1 }],
  });

export const ArticlePolicy = Policy.extend({
  open: z.boolean().meta({ description: 'Whether the article takes comments now.' }),
  closesAt: instant().nullable().meta({ description: 'When it stops taking them by itself; null for never.' }),
  formToken: z.string().meta({
    description: 'Send it back as `formToken` with the comment: it says since when its author has had the form.',
  }),
}).meta({
  id: 'ArticleCommentPolicy',
  description: 'What holds for comments on an article, and a token for the form in which one is written.',
  examples: [
    {
      ...example,
      open: true,
      closesAt: '2017-07-21T18:00:00.000Z',
      formToken: '1499450400000.vOq3Zb0C2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q4',
    },
  ],
});

const phrase = text(100).meta({ description: 'Whole words, in whatever capitals.' });
const word = {
  phrase,
  action: z.enum(WORD_ACTIONS).meta({
    description: 'What becomes of a comment that has it; `flag` lets it pass, and reports it to the moderators.',
  }),
};
const exampleWord = { phrase: 'buy now', action: 'hold' } as const;
const wordId = '0197f3c0-9b00-7b6e-9c55-0d1f6f2a4b88';

export const WordInput = z
  .strictObject(word)
  .meta({ id: 'CommentWordWrite', description: 'A rule about words.', examples: [exampleWord] });
export const Word = z.object({ id: z.uuid(), phrase: z.string(), action: word.action, createdAt: instant() }).meta({
  id: 'CommentWord',
  description: 'A rule about words.',
  examples: [{ id: wordId, ...exampleWord, createdAt: '2017-07-07T18:00:00.000Z' }],
});
export const WordList = z.object({ data: z.array(Word) }).meta({
  id: 'CommentWordList',
  description: 'All rules about words, by phrase.',
  examples: [{ data: [{ id: wordId, ...exampleWord, createdAt: '2017-07-07T18:00:00.000Z' }] }],
});

export const BanInput = z
  .strictObject({
    comment: z.uuid().meta({ description: 'A comment of the author: nobody has to handle the address.' }),
    reason: text(500).nullable().optional(),
    until: z.iso.datetime().nullable().optional().meta({ description: 'When it ends by itself; left out for never.' }),
  })
  .meta({
    id: 'CommentBanWrite',
    description: 'Takes no more comments from an author.',
    examples: [{ comment: '0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77', reason: 'Threats' }],
  });
export const Ban = z
  .object({
    id: z.uuid(),
    reason: z.string().nullable(),
    until: instant().nullable(),
    bannedBy: z.string(),
    createdAt: instant(),
  })
  .meta({
    id: 'CommentBan',
    description: 'An author from whom no comments are taken.',
    examples: [{ id: wordId, reason: 'Threats', until: null, bannedBy: 'Mo', createdAt: '2017-07-07T18:00:00.000Z' }],
  });
export const BanList = z.object({ data: z.array(Ban) }).meta({
  id: 'CommentBanList',
  description: 'All bans, the newest first.',
  examples: [
    {
      data: [{ id: wordId, reason: 'Threats', until: null, bannedBy: 'Mo', createdAt: '2017-07-07T18:00:00.000Z' }],
    },
  ],
});

const Decision = z.object({
  id: z.uuid(),
  statusBefore: z.string().nullable(),
  status: z.string(),
  phase: z.string().meta({ description: 'What decided: a phase of the pipeline, a moderator, or the author.' }),
  reason: z.string().nullable(),
  decidedBy: z.string(),
  createdAt: instant(),
});
export const DecisionList = z.object({ data: z.array(Decision) }).meta({
  id: 'CommentHistory',
  description: 'All that was decided of a comment, the oldest first.',
  examples: [
    {
      data: [
        {
          id: wordId,
          statusBefore: 'pending',
          status: 'rejected',
          phase: 'moderator',
          reason: 'Off topic',
          decidedBy: 'Mo',
          createdAt: '2017-07-07T18:00:00.000Z',
        },
      ],
    },
  ],
});

export const SectionRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the section.', examples: ['world'] }),
});
export const RuleRef = z.strictObject({ id: z.uuid().meta({ description: 'Its id.', examples: [wordId] }) });

export type Policy = z.infer<typeof Policy>;
export type PolicyInput = z.infer<typeof PolicyInput>;
export type StatedPolicy = z.infer<typeof StatedPolicy>;
export type ArticlePolicy = z.infer<typeof ArticlePolicy>;
export type WordAction = (typeof WORD_ACTIONS)[number];
export type WordInput = z.infer<typeof WordInput>;
export type BanInput = z.infer<typeof BanInput>;
