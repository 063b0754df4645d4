import { z } from 'zod';
import { dateTime, id, instant } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';
import { WebhookId } from './schemas.js';

const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

export const Attempt = z.object({
  at: instant().meta({ description: 'When the attempt was made.' }),
  statusCode: z.int().nullable().meta({
    description: 'The HTTP status of the response. Null if there was no response.',
  }),
  durationMs: z.int().meta({ description: 'How long the attempt took, in milliseconds.' }),
  error: z.string().nullable().meta({ description: 'Why the attempt failed. Null if it succeeded.' }),
  response: z.string().nullable().meta({ description: 'The beginning of the response body, up to 1 KiB.' }),
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
    id: z.uuid().meta({ description: 'The id of the delivery. Each attempt sends it in the header `webhook-id`.' }),
    type: z.string().meta({ description: 'The type of the event.' }),
    position: z.int().meta({ description: 'The position of the event in the log of changes.' }),
    subjectId: z.uuid().meta({ description: 'The id of the resource that the event is about.' }),
    status: z.enum(DELIVERY_STATUSES).meta({
      description: 'The status of the delivery. A failed delivery is not tried again, but it can be replayed.',
    }),
    attempts: z.array(Attempt).meta({ description: 'The last 20 attempts to send the event.' }),
    nextAttemptAt: instant().nullable().meta({
      description: 'When the next attempt is due. Null during an attempt, and if no further attempt will be made.',
    }),
    deliveredAt: instant().nullable().meta({
      description: 'When the event was delivered. Null if the status is not `delivered`.',
    }),
    createdAt: instant().meta({ description: 'When the delivery was first queued.' }),
  })
  .meta({ id: 'WebhookDelivery', description: 'The delivery of an event to a webhook.', examples: [example] });

export const DeliveryList = pageOf(Delivery, 'WebhookDeliveryList');

export const DeliveryListQuery = z.strictObject({
  ...pageParameters,
  status: z.enum(DELIVERY_STATUSES).optional().meta({ description: 'Returns only deliveries with this status.' }),
  sort: sortByCreation,
});

export const DeliveryId = WebhookId.extend({
  delivery: id().meta({ description: 'The id of the delivery.', examples: [example.id] }),
});

export const ReplayInput = z
  .strictObject({
    from: dateTime().optional().meta({
      description: 'Replays events at or after this time. Send either `from` or `after`.',
    }),
    to: dateTime().optional().meta({
      description: 'Replays events at or before this time. Only together with `from`. The default is now.',
    }),
    after: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .meta({ description: 'Replays events after this position in the log of changes.' }),
  })
  .refine(({ from, after }) => (from === undefined) !== (after === undefined), {
    path: ['from'],
    error: 'must contain either `from` or `after`',
  })
  .refine(({ from, to }) => to === undefined || (from !== undefined && from <= to), {
    path: ['to'],
    error: 'must be sent together with `from` and must not be before it',
  })
  .meta({
    id: 'WebhookReplay',
    description: 'Selects which events from the log of changes are replayed.',
    examples: [{ from: '2026-11-24T09:00:00Z', to: '2026-11-24T10:00:00Z' }],
  });

export const ReplayResult = z
  .object({ queued: z.int().min(0).meta({ description: 'The number of deliveries that were queued.' }) })
  .meta({ id: 'WebhookReplayed', description: 'The result of a replay.', examples: [{ queued: 12 }] });

export const PingResult = Attempt.extend({
  id: z.uuid().meta({ description: 'The `webhook-id` of the ping.' }),
  delivered: z.boolean().meta({ description: 'Whether the receiver accepted the ping with a 2xx response.' }),
}).meta({
  id: 'WebhookPinged',
  description: 'The result of a ping.',
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
