import { z } from 'zod';
import { dateTime, id, instant } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';
import { WebhookId } from './schemas.js';

const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

export const Attempt = z.object({
  at: instant(),
  statusCode: z.int().nullable().meta({ description: 'Null where no answer came.' }),
  durationMs: z.int(),
  error: z.string().nullable().meta({ description: 'Why it counts as failed; null where it was taken.' }),
  response: z.string().nullable().meta({ description: 'The beginning of the answer, 1 KiB at most.' }),
});

const attempt = {
  at: '2026-11-24T09:00:01.000Z',
  statusCode: 503,
  durationMs: 84,
  error: 'The receiver responded with status 503.',
  response: 'Maintenance',
};

const example = {
  id: '5b7c2c7e-6f1b-5d86-9a0e-2f9f1d1a8c34',
  type: 'article.published',
  position: 4711,
  subjectId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  status: 'pending',
  attempts: [attempt],
  nextAttemptAt: '2026-11-24T09:00:09.000Z',
  deliveredAt: null,
  createdAt: '2026-11-24T09:00:00.000Z',
};

export const Delivery = z
  .object({
    id: z.uuid().meta({ description: 'The `webhook-id` of each attempt.' }),
    type: z.string(),
    position: z.int().meta({ description: 'Place of the event in the log of changes.' }),
    subjectId: z.uuid().meta({ description: 'What the event is about.' }),
    status: z
      .enum(DELIVERY_STATUSES)
      .meta({ description: '`failed` is not tried again by itself, but can be replayed.' }),
    attempts: z.array(Attempt).meta({ description: 'The last 20.' }),
    nextAttemptAt: instant().nullable(),
    deliveredAt: instant().nullable(),
    createdAt: instant(),
  })
  .meta({ id: 'WebhookDelivery', description: 'What became of an event for a webhook.', examples: [example] });

export const DeliveryList = pageOf(Delivery, 'WebhookDeliveryList');

export const DeliveryListQuery = z.strictObject({
  ...pageParameters,
  status: z.enum(DELIVERY_STATUSES).optional().meta({ description: 'Only those in this state.' }),
  sort: sortByCreation,
});

export const DeliveryId = WebhookId.extend({
  delivery: id().meta({ description: 'Id of the delivery.', examples: [example.id] }),
});

export const ReplayInput = z
  .strictObject({
    from: dateTime().optional().meta({ description: 'Events from this time on.' }),
    to: dateTime().optional().meta({ description: 'With `from`: events until this time; until now when left out.' }),
    after: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ description: 'Events after this position in the log of changes; in place of `from`.' }),
  })
  .refine(({ from, after }) => (from === undefined) !== (after === undefined), {
    path: ['from'],
    error: 'send either from or after',
  })
  .refine(({ from, to }) => to === undefined || (from !== undefined && from <= to), {
    path: ['to'],
    error: 'goes with from, and is not before it',
  })
  .meta({
    id: 'WebhookReplay',
    description: 'Which part of the log is sent again.',
    examples: [{ from: '2026-11-24T09:00:00Z', to: '2026-11-24T10:00:00Z' }],
  });

export const ReplayResult = z
  .object({ queued: z.int().min(0).meta({ description: 'Events that will be sent.' }) })
  .meta({ id: 'WebhookReplayed', description: 'What a replay has begun.', examples: [{ queued: 12 }] });

export const PingResult = Attempt.extend({
  id: z.uuid().meta({ description: 'Its `webhook-id`.' }),
  delivered: z.boolean(),
}).meta({
  id: 'WebhookPinged',
  description: 'What became of a ping.',
  examples: [
    {
      id: '0197f3c0-9b07-7d2a-8c11-0d1f6f2a4b78',
      delivered: true,
      at: attempt.at,
      statusCode: 204,
      durationMs: 84,
      error: null,
      response: null,
    },
  ],
});

export type Attempt = z.infer<typeof Attempt>;
export type Delivery = z.infer<typeof Delivery>;
export type DeliveryListQuery = z.infer<typeof DeliveryListQuery>;
export type ReplayInput = z.infer<typeof ReplayInput>;
export type PingResult = z.infer<typeof PingResult>;
