import { z } from 'zod';
import { instant } from '../fields/index.js';
import type { Json } from './openapi-operations.js';

/** One kind of message that is sent to webhooks. */
export type MessageKind = {
  type: string;
  description: string;
  payload: z.ZodType;
  /** Whether it is in no log, and so has no position. */
  isUnlogged?: boolean;
};

/** `article.published` is `ArticlePublishedMessage`. */
const nameOf = (type: string) =>
  `${type.replace(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase())}Message`;

const registeredKinds = new WeakSet<MessageKind>();

/** Puts the shape of a message among the document's schemas, once for all apps of this process. */
function register(kind: MessageKind): void {
  if (registeredKinds.has(kind)) return;
  registeredKinds.add(kind);
  const position = z.int().meta({ description: 'Place in the log of changes: it rises in the order of commits.' });
  z.object({
    type: z.literal(kind.type),
    timestamp: instant().meta({ description: 'When it happened.' }),
    ...(kind.isUnlogged === true ? {} : { position }),
    data: kind.payload,
  }).meta({ id: nameOf(kind.type), description: kind.description });
}

const parameter = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

const parameters: Json = {
  WebhookId: parameter(
    'webhook-id',
    'Names the message: the same for each attempt and replay. Whoever has seen it need not look at it again.',
    '5b7c2c7e-6f1b-5d86-9a0e-2f9f1d1a8c34',
  ),
  WebhookTimestamp: parameter(
    'webhook-timestamp',
    'When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.',
    '1764061200',
  ),
  WebhookSignature: parameter(
    'webhook-signature',
    'Standard Webhooks: `v1,` and the base64 of an HMAC-SHA-256 over `id.timestamp.body`, under the secret of the webhook. Two, separated by a space, while one secret follows another.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
};

const responses: Json = {
  WebhookResponse: {
    description:
      'A 2xx response accepts the message. 410 disables the webhook. After any other response the message is sent again for 24 hours, with growing pauses or after the time in `Retry-After`.',
  },
};

/** The parameters and responses that all messages share, for the components of the document. */
export const messageComponents = { parameters, responses };

/** The `webhooks` of the document: what is sent to whoever has asked for it. */
export function describeMessages(kinds: readonly MessageKind[]): Json {
  return Object.fromEntries(
    kinds.map((kind) => [
      kind.type,
      {
        post: {
          operationId: `on${nameOf(kind.type).replace(/Message$/, '')}`,
          tags: ['Webhooks'],
          summary: kind.type,
          description: kind.description,
          security: [],
          parameters: Object.keys(parameters).map((name) => ({ $ref: `#/components/parameters/${name}` })),
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: `#/components/schemas/${nameOf(kind.type)}` } } },
          },
          responses: {
            default: { $ref: '#/components/responses/WebhookResponse' },
          },
        },
      },
    ]),
  );
}

/** Makes the shapes of messages known before the document is made. */
export function registerMessages(kinds: readonly MessageKind[]): void {
  for (const kind of kinds) register(kind);
}
