import { z } from 'zod';
import { instant, text } from '../../../platform/fields/index.js';
import { exampleComment, FLAG_REASONS, REACTIONS, Reactions } from '../schemas.js';

export const FlagInput = z
  .strictObject({
    reason: z.enum(FLAG_REASONS).exclude(['words']).meta({ description: 'What is wrong with it.' }),
    note: text(1_000).nullable().optional().meta({ description: 'For the moderators.' }),
  })
  .meta({
    id: 'CommentFlagWrite',
    description: 'A report by a reader.',
    examples: [{ reason: 'abusive', note: 'Insults the neighbours.' }],
  });

const Flag = z.object({
  reason: z.enum(FLAG_REASONS).meta({ description: '`words` is a rule about words.' }),
  note: z.string().nullable(),
  createdAt: instant(),
  resolvedAt: instant().nullable().meta({ description: 'When a moderator decided; null while it is open.' }),
});
export const FlagList = z.object({ data: z.array(Flag) }).meta({
  id: 'CommentFlagList',
  description: 'What was reported of a comment, the oldest first. Who did is not told.',
  examples: [
    {
      data: [
        { reason: 'abusive', note: 'Insults the neighbours.', createdAt: '2017-07-07T21:00:00.000Z', resolvedAt: null },
      ],
    },
  ],
});

export const ReactionInput = z
  .strictObject({ type: z.enum(REACTIONS) })
  .meta({ id: 'CommentReactionWrite', description: 'How a reader reacts.', examples: [{ type: 'like' }] });

export const ReactionCounts = z.object({ reactions: Reactions, score: z.int() }).meta({
  id: 'CommentReactions',
  description: 'How readers react to a comment.',
  examples: [{ reactions: exampleComment.reactions, score: exampleComment.score }],
});

export type FlagInput = z.infer<typeof FlagInput>;
export type Reaction = (typeof REACTIONS)[number];
export type ReactionCounts = z.infer<typeof ReactionCounts>;
