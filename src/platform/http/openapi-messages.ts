import { z } from 'zod';
import { instant } from '../fields/index.js';
import type { Json } from './openapi-operations.js';

/** One kind of message that is sent to webhooks. */
export type MessageKind = {
  type: string;
  summary: string;
  description: string;
  /** A schema with an id, a description that completes "The data contains …", and an example. */
  payload: z.ZodType;
  /** The properties in which the payload differs from the example of its schema. */
  example?: object;
  /** The scope with which a webhook receives every message of this kind. */
  scope: string;
  /** Present if webhooks without the scope can also receive messages of this kind. */
  news?: unknown;
  /** The condition under which they do. */
  publicIf?: string;
  /** Whether it is in no log, and so has no position. */
  isUnlogged?: boolean;
};

/** `article.published` is `ArticlePublishedMessage`. */
const nameOf = (type: string) =>
  `${type.replace(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase())}Message`;

const exampleTimestamp = '2017-07-07T18:00:00.000Z';
const examplePosition = 4711;

const timestamp = instant().meta({ id: 'EventTimestamp', description: 'When the event occurred.' });
const position = z.int().meta({
  id: 'EventPosition',
  description: 'The position of the event in the log of changes. Each later event has a higher position.',
});

const registeredKinds = new WeakSet<MessageKind>();

/** Puts the shape of a message among the document's schemas, once for all apps of this process. */
function register(kind: MessageKind): void {
  if (registeredKinds.has(kind)) return;
  registeredKinds.add(kind);
  z.object({
    type: z.literal(kind.type),
    timestamp,
    ...(kind.isUnlogged === true ? {} : { position }),
    data: kind.payload,
  }).meta({ id: nameOf(kind.type), description: `${kind.summary}.` });
}

/** Which webhooks receive a message. */
function describeAudience({ scope, news, publicIf, isUnlogged }: MessageKind): string[] {
  if (isUnlogged === true) return [];
  if (news === undefined) return [`Only webhooks with the scope \`${scope}\` receive this event.`];
  if (publicIf === undefined) return ['Every webhook can receive this event.'];
  return [`Webhooks with the scope \`${scope}\` receive this event. Other webhooks receive it only if ${publicIf}.`];
}

function describe(kind: MessageKind): string {
  const { description = '' } = z.globalRegistry.get(kind.payload) ?? {};
  const contents = `The data contains ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
  return [kind.description, ...describeAudience(kind), contents].join(' ');
}

function exampleOf({ type, payload, example = {}, isUnlogged }: MessageKind): Json {
  const [payloadExample] = (z.globalRegistry.get(payload)?.examples ?? []) as Json[];
  return {
    type,
    timestamp: exampleTimestamp,
    ...(isUnlogged === true ? {} : { position: examplePosition }),
    data: { ...payloadExample, ...example },
  };
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
    'The id of the message. It is the same for all attempts and replays of the message. Ignore messages whose ids you have already processed.',
    '5b7c2c7e-6f1b-5d86-9a0e-2f9f1d1a8c34',
  ),
  WebhookTimestamp: parameter(
    'webhook-timestamp',
    'The time of this attempt, in seconds since 1970. Refuse messages that are older than five minutes.',
    '1764061200',
  ),
  WebhookSignature: parameter(
    'webhook-signature',
    'The signature as defined by Standard Webhooks. It is `v1,` followed by the Base64 of the HMAC-SHA-256 of `id.timestamp.body`, computed with the secret of the webhook. After a rotation of the secret, the header contains two signatures for some time, separated by a space.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
};

const responses: Json = {
  WebhookResponse: {
    description:
      'A 2xx response accepts the message. A 410 response disables the webhook. After any other response, or without a response, the message is sent again for up to 24 hours, with increasing delays. A response of 429 or 503 can set a minimum delay in `Retry-After`.',
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
          summary: kind.summary,
          description: describe(kind),
          security: [],
          parameters: Object.keys(parameters).map((name) => ({ $ref: `#/components/parameters/${name}` })),
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { $ref: `#/components/schemas/${nameOf(kind.type)}` },
                example: exampleOf(kind),
              },
            },
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
