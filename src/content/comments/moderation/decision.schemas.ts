import { z } from 'zod';
import { id, instant, text } from '../../../platform/fields/index.js';
import { exampleModerated, ModeratedComment, STATUSES } from '../schemas.js';

const maxDecisions = 100;

const exampleDecision = { id: exampleModerated.id, version: 1, status: 'approved', reason: null } as const;

export const DecisionsInput = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          id: id().meta({ description: 'The comment.' }),
          version: z.int().min(1).meta({ description: 'The version of it that was looked at.' }),
          status: z
            .enum(STATUSES)
            .meta({ description: 'What it is to be; the one that it has, to say that it is all right.' }),
          reason: text(500).nullable().optional().meta({ description: 'Why: kept in the history.' }),
        }),
      )
      .min(1)
      .max(maxDecisions)
      .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'must not name a comment twice'),
  })
  .meta({
    id: 'CommentDecisions',
    description: 'Decisions on many comments at once.',
    examples: [{ decisions: [exampleDecision] }],
  });

const LastDecision = z.object({
  decidedBy: z.string(),
  status: z.enum(STATUSES),
  phase: z.string(),
  reason: z.string().nullable(),
  createdAt: instant(),
});

export const DecisionResults = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        status: z.union([z.literal(200), z.literal(404), z.literal(409)]).meta({
          description: '200: it is as you decided; 404: there is no such comment; 409: see `problem`.',
        }),
        comment: ModeratedComment.nullable().meta({ description: 'As it is now.' }),
        problem: z
          .object({ code: z.string(), detail: z.string() })
          .nullable()
          .meta({ description: 'Why not; its code is explained at `/problems/{code}`.' }),
        decided: LastDecision.nullable().meta({ description: 'With 409, what somebody else has decided.' }),
      }),
    ),
  })
  .meta({
    id: 'CommentDecisionResults',
    description: 'What became of each decision, in their order.',
    examples: [
      { data: [{ id: exampleModerated.id, status: 200, comment: exampleModerated, problem: null, decided: null }] },
    ],
  });

const queueCount = z.int().min(0);

export const QueueCounts = z
  .object({
    pending: queueCount.meta({ description: 'Held.' }),
    reported: queueCount.meta({ description: 'Reported by readers, or by a rule about words.' }),
    spam: queueCount.meta({ description: 'Told as spam.' }),
    unreviewed: queueCount.meta({ description: 'Public, and nobody has looked at them.' }),
  })
  .meta({
    id: 'CommentQueues',
    description: 'How many comments are in each queue of the moderators.',
    examples: [{ pending: 12, reported: 2, spam: 140, unreviewed: 31 }],
  });

export type DecisionInput = z.infer<typeof DecisionsInput>['decisions'][number];
export type DecisionResult = z.infer<typeof DecisionResults>['data'][number];
export type LastDecision = z.infer<typeof LastDecision>;
export type QueueCounts = z.infer<typeof QueueCounts>;
