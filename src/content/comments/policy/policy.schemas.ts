import { z } from 'zod';
import { instant, reference, text } from '../../../platform/fields/index.js';

const MODES = ['off', 'pre', 'post', 'pre-new'] as const;
const WORD_ACTIONS = ['reject', 'hold', 'flag'] as const;

const values = {
  mode: z.enum(MODES).meta({
    description:
      'When comments become public. `off` accepts no comments. `pre` holds each comment until a moderator approves it. `post` publishes comments immediately. `pre-new` holds the comments of authors who have no approved comment yet.',
  }),
  closeAfterDays: z.int().min(0).max(36_500).meta({
    description: 'For how many days after its publication an article accepts comments. 0 means that there is no limit.',
  }),
  maxLinks: z.int().min(0).max(100).meta({
    description: 'The maximum number of links in a comment. A comment with more links is held for a moderator.',
  }),
  minSeconds: z.int().min(0).max(600).meta({
    description:
      'The minimum number of seconds between the creation of the form token and the comment. A comment that is sent sooner is classified as spam. 0 switches the check off.',
  }),
  maxDepth: z.int().min(0).max(8).meta({
    description:
      'The maximum depth of replies. A reply to a comment at this depth gets the same parent as that comment, and refers to that comment in `inReplyToId`. 0 switches threads off.',
  }),
  guests: z.boolean().meta({ description: 'Whether readers without a token may comment.' }),
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
  description: 'The comment policy that is set on an article, a section or the site. Null values are inherited.',
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
    description: 'The comment policy to set. Values that are omitted or null are inherited.',
    examples: [{ mode: 'pre-new', maxLinks: 1 }],
  });

export const ArticlePolicy = Policy.extend({
  open: z.boolean().meta({ description: 'Whether the article accepts comments at this time.' }),
  closesAt: instant().nullable().meta({
    description: 'When the article stops accepting comments because of `closeAfterDays`. Null means never.',
  }),
  formToken: z.string().meta({
    description:
      'A token for the comment form, valid for 24 hours. Send it as `formToken` with the comment. It tells the server when the reader opened the form.',
  }),
}).meta({
  id: 'ArticleCommentPolicy',
  description: 'The comment policy in effect for an article, with a token for the comment form.',
  examples: [
    {
      ...example,
      open: true,
      closesAt: '2017-07-21T18:00:00.000Z',
      formToken: '1499450400000.vOq3Zb0C2xJr1b8m5s7u9w2y4A6C8E0G2I4K6M8O0Q4',
    },
  ],
});

const phrase = text(100).meta({ description: 'One or more whole words, up to 100 characters. Case is ignored.' });
const word = {
  phrase,
  action: z.enum(WORD_ACTIONS).meta({
    id: 'CommentWordAction',
    description:
      'What happens to a comment that contains the phrase. `reject` rejects the comment, `hold` holds it for a moderator, and `flag` reports it without changing its status.',
  }),
};
const exampleWord = { phrase: 'buy now', action: 'hold' } as const;
const wordId = '0197f3c0-9b00-7b6e-9c55-0d1f6f2a4b88';

export const WordInput = z
  .strictObject(word)
  .meta({ id: 'CommentWordWrite', description: 'The word rule to create.', examples: [exampleWord] });
export const Word = z
  .object({
    id: z.uuid(),
    phrase: z.string().meta({ description: 'One or more whole words.' }),
    action: word.action,
    createdAt: instant(),
  })
  .meta({
    id: 'CommentWord',
    description: 'A rule for comments that contain a word or phrase.',
    examples: [{ id: wordId, ...exampleWord, createdAt: '2017-07-07T18:00:00.000Z' }],
  });
export const WordList = z.object({ data: z.array(Word) }).meta({
  id: 'CommentWordList',
  description: 'All word rules, ordered by phrase.',
  examples: [{ data: [{ id: wordId, ...exampleWord, createdAt: '2017-07-07T18:00:00.000Z' }] }],
});

export const BanInput = z
  .strictObject({
    comment: z.uuid().meta({ description: 'The id of any comment by the author.' }),
    reason: text(500).nullable().optional().meta({
      description: 'The reason for the ban, for moderators. Up to 500 characters.',
    }),
    until: z.iso.datetime().nullable().optional().meta({
      description: 'When the ban ends. Null or omitted means that it does not end.',
    }),
  })
  .meta({
    id: 'CommentBanWrite',
    description: 'The ban to create.',
    examples: [{ comment: '0197f3c0-9a00-7b6e-9c55-0d1f6f2a4b77', reason: 'Threats' }],
  });
export const Ban = z
  .object({
    id: z.uuid(),
    reason: z.string().nullable().meta({ description: 'The reason for the ban, for moderators.' }),
    until: instant().nullable().meta({ description: 'When the ban ends. Null if it does not end.' }),
    bannedBy: z.string().meta({ description: 'The name of the token that set the ban.' }),
    createdAt: instant(),
  })
  .meta({
    id: 'CommentBan',
    description: 'A ban of an author. New comments by the author are refused.',
    examples: [{ id: wordId, reason: 'Threats', until: null, bannedBy: 'Mo', createdAt: '2017-07-07T18:00:00.000Z' }],
  });
export const BanList = z.object({ data: z.array(Ban) }).meta({
  id: 'CommentBanList',
  description: 'All bans, newest first.',
  examples: [
    {
      data: [{ id: wordId, reason: 'Threats', until: null, bannedBy: 'Mo', createdAt: '2017-07-07T18:00:00.000Z' }],
    },
  ],
});

const Decision = z.object({
  id: z.uuid(),
  statusBefore: z.string().nullable().meta({ description: 'The status before the decision. Null for a new comment.' }),
  status: z.string().meta({ description: 'The status after the decision.' }),
  phase: z.string().meta({
    description:
      'Who or what made the decision. `trap`, `staff`, `words`, `links`, `scorer`, `history` and `mode` are steps of the automatic checks. The other values are `moderator`, `author`, `import`, and `privacy` (an erasure).',
  }),
  reason: z.string().nullable().meta({ description: 'The reason for the decision. Null if no reason was given.' }),
  decidedBy: z.string().meta({
    description:
      'Who made the decision: the name of a token, `anonymous` if a guest posted the comment, or `author` if the author edited or retracted it.',
  }),
  createdAt: instant().meta({ description: 'When the decision was made.' }),
});
export const DecisionList = z.object({ data: z.array(Decision) }).meta({
  id: 'CommentHistory',
  description: 'All decisions on a comment, oldest first.',
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
  ref: reference().meta({ description: 'The id or slug of the section.', examples: ['world'] }),
});
export const RuleRef = z.strictObject({
  id: z.uuid().meta({ description: 'The id of the word rule or ban.', examples: [wordId] }),
});

export type Policy = z.infer<typeof Policy>;
export type PolicyInput = z.infer<typeof PolicyInput>;
export type StatedPolicy = z.infer<typeof StatedPolicy>;
export type ArticlePolicy = z.infer<typeof ArticlePolicy>;
export type WordAction = (typeof WORD_ACTIONS)[number];
export type WordInput = z.infer<typeof WordInput>;
export type BanInput = z.infer<typeof BanInput>;
