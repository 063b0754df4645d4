import { z } from 'zod';
import { id, instant, text } from '../../../platform/fields/index.js';
import { exampleModerated, ModeratedComment, status } from '../schemas.js';

const maxDecisions = 100;

const exampleDecision = { id: exampleModerated.id, version: 1, status: 'approved', reason: null } as const;

export const DecisionsInput = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          id: id().meta({ description: 'The id of the comment.' }),
          version: z.int().min(1).meta({ description: 'The version of the comment that the moderator has seen.' }),
          status: status.meta({
            description: 'The new status. To confirm the comment as it is, send its current status.',
          }),
          reason: text(500).nullable().optional().meta({
            description:
              'The reason for the decision, up to 500 characters. It is stored in the history of the comment.',
          }),
        }),
      )
      .min(1)
      .max(maxDecisions)
      .refine((all) => new Set(all.map((one) => one.id)).size === all.length, 'must not name a comment twice')
      .meta({ description: 'The decisions, 1 to 100. Each decision must be about a different comment.' }),
  })
  .meta({
    id: 'CommentDecisions',
    description: 'Decisions of a moderator on up to 100 comments.',
    examples: [{ decisions: [exampleDecision] }],
  });

const LastDecision = z.object({
  decidedBy: z.string().meta({
    description:
      'Who made the decision: the name of a token, `anonymous` if a guest posted the comment, or `author` if the author edited or retracted it.',
  }),
  status: status.meta({ description: 'The status of the comment after the decision.' }),
  phase: z.string().meta({
    description: 'Who or what made the decision, such as `moderator`, `author` or a step of the automatic checks.',
  }),
  reason: z.string().nullable().meta({ description: 'The reason for the decision. Null if no reason was given.' }),
  createdAt: instant().meta({ description: 'When the decision was made.' }),
});

export const DecisionResults = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid().meta({ description: 'The id of the comment.' }),
        status: z.union([z.literal(200), z.literal(403), z.literal(404), z.literal(409)]).meta({
          description:
            'The result of the decision. 200: the comment now has the status from the request. 404: the comment does not exist. 403 and 409: the decision was not applied, see `problem`.',
        }),
        comment: ModeratedComment.nullable().meta({
          description: 'The comment after the request. Null if `status` is 404.',
        }),
        problem: z
          .object({
            code: z.string().meta({ description: 'The code of the problem.' }),
            detail: z.string().meta({ description: 'An explanation of the problem, to show to a person.' }),
          })
          .nullable()
          .meta({ description: 'Why the decision was not applied. `/problems/{code}` explains the code.' }),
        decided: LastDecision.nullable().meta({
          description: 'The last decision on the comment, if the version in the request was out of date.',
        }),
      }),
    ),
  })
  .meta({
    id: 'CommentDecisionResults',
    description: 'The results of the decisions, in the order of the request.',
    examples: [
      { data: [{ id: exampleModerated.id, status: 200, comment: exampleModerated, problem: null, decided: null }] },
    ],
  });

const queueCount = z.int().min(0);

export const QueueCounts = z
  .object({
    pending: queueCount.meta({ description: 'The number of comments that wait for approval.' }),
    reported: queueCount.meta({ description: 'The number of comments with open reports by readers or word rules.' }),
    spam: queueCount.meta({ description: 'The number of comments that were classified as spam.' }),
    unreviewed: queueCount.meta({ description: 'The number of public comments that no moderator has reviewed.' }),
  })
  .meta({
    id: 'CommentQueues',
    description: 'The number of comments in each moderation queue.',
    examples: [{ pending: 12, reported: 2, spam: 140, unreviewed: 31 }],
  });

export type DecisionInput = z.infer<typeof DecisionsInput>['decisions'][number];
export type DecisionResult = z.infer<typeof DecisionResults>['data'][number];
export type LastDecision = z.infer<typeof LastDecision>;
export type QueueCounts = z.infer<typeof QueueCounts>;
