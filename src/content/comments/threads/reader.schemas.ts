import { z } from 'zod';
import { instant, text } from '../../../platform/fields/index.js';
import { exampleComment, FLAG_REASONS, flagReason, REACTIONS, Reactions } from '../schemas.js';

export const FlagInput = z
  .strictObject({
    reason: z.enum(FLAG_REASONS).exclude(['words']).meta({ description: 'What is wrong with the comment.' }),
    note: text(1_000).nullable().optional().meta({ description: 'A note for the moderators, up to 1,000 characters.' }),
  })
  .meta({
    id: 'CommentFlagWrite',
    description: 'A report about a comment, sent by a reader.',
    examples: [{ reason: 'abusive', note: 'Insults the neighbours.' }],
  });

const Flag = z.object({
  reason: flagReason,
  note: z.string().nullable().meta({ description: 'The note of the reader, or the phrase that a word rule found.' }),
  createdAt: instant(),
  resolvedAt: instant().nullable().meta({
    description: 'When the report was resolved. Null while the report is open.',
  }),
});
export const FlagList = z.object({ data: z.array(Flag) }).meta({
  id: 'CommentFlagList',
  description: 'The reports about a comment, oldest first.',
  examples: [
    {
      data: [
        { reason: 'abusive', note: 'Insults the neighbours.', createdAt: '2017-07-07T21:00:00.000Z', resolvedAt: null },
      ],
    },
  ],
});

export const ReactionInput = z
  .strictObject({ type: z.enum(REACTIONS).meta({ description: 'The reaction of the reader.' }) })
  .meta({ id: 'CommentReactionWrite', description: 'The reaction of a reader.', examples: [{ type: 'like' }] });

export const ReactionCounts = z
  .object({
    reactions: Reactions,
    score: z.int().meta({
      description: 'The number of `like`, `insightful` and `funny` reactions, minus the number of `dislike` reactions.',
    }),
  })
  .meta({
    id: 'CommentReactions',
    description: 'The reactions of readers to a comment.',
    examples: [{ reactions: exampleComment.reactions, score: exampleComment.score }],
  });

export type FlagInput = z.infer<typeof FlagInput>;
export type Reaction = (typeof REACTIONS)[number];
export type ReactionCounts = z.infer<typeof ReactionCounts>;
