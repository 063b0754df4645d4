import { z } from 'zod';
import { TYPES } from '../../content/articles/index.js';
import { SCOPES } from '../../platform/auth/index.js';
import { id, instant, patchSchemaOf, reference, text, webUrl } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';

export const DISABLED_BY = ['by-hand', 'gone', 'failing', 'token-revoked', 'token-expired'] as const;

const types = z
  .array(
    z
      .string()
      .max(100)
      .regex(/^(?:\*|[a-z][a-z-]*\.(?:\*|[a-z][a-z-]*))$/, 'must be a type such as article.published, article.* or *'),
  )
  .min(1)
  .max(50)
  .meta({
    description:
      'Types of events, as the `webhooks` of this document name them; `article.*` stands for all about articles, `*` for all.',
  });

const lang = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT');

const describe = (what: string) => ({ description: what });
const filterMeta = {
  section: describe('In this section or one below it.'),
  tag: describe('With this tag.'),
  person: describe('Who is named in it, in any relation.'),
  lang: describe('BCP 47 language tag, matched exactly.'),
  type: describe('The kind of article.'),
};

const ids = {
  webhook: '0197f3c0-9b00-7d2a-8c11-0d1f6f2a4b77',
  section: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
  delivery: '5b7c2c7e-6f1b-5d86-9a0e-2f9f1d1a8c34',
};

const example = {
  id: ids.webhook,
  url: 'https://partner.example/hooks/news',
  types: ['article.*'],
  filter: { section: ids.section, lang: 'en' },
  description: 'Search index of the partner',
  scopes: ['webhooks'],
  enabled: true,
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  version: 1,
  createdBy: 'Partner',
  createdAt: '2026-11-24T09:00:00.000Z',
  updatedAt: '2026-11-24T09:00:00.000Z',
};

export const Filter = z.strictObject({
  section: z.uuid().optional().meta(filterMeta.section),
  tag: z.string().optional().meta(filterMeta.tag),
  person: z.uuid().optional().meta(filterMeta.person),
  lang: z.string().optional().meta(filterMeta.lang),
  type: z.enum(TYPES).optional().meta(filterMeta.type),
});

export const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    types: z.array(z.string()),
    filter: Filter.nullable(),
    description: z.string().nullable(),
    scopes: z.array(z.enum(SCOPES)).meta({
      description: 'Those of the token that made it. Without content:read it hears of what is public alone.',
    }),
    enabled: z.boolean(),
    disabledReason: z.enum(DISABLED_BY).nullable().meta({
      description:
        '`gone`: the receiver answered 410. `failing`: nothing was taken for five days. `token-revoked`: the token that made it is revoked. `token-expired`: it has expired.',
    }),
    failingSince: instant().nullable().meta({ description: 'Since when every attempt has failed.' }),
    previousSecretUntil: instant()
      .nullable()
      .meta({ description: 'Until then messages are signed with the secret before this one, too.' }),
    version: z.int(),
    createdBy: z.string().meta({ description: 'Name of the token that made it.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({ id: 'Webhook', description: 'Where which events are sent to; never its secret.', examples: [example] });

export const NewWebhook = Webhook.extend({
  secret: z.string().meta({ description: 'Signs what is sent (Standard Webhooks): shown this once.' }),
}).meta({
  id: 'NewWebhook',
  description: 'A webhook with a secret that was just made.',
  examples: [{ ...example, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTzKQ9r8GKYo=' }],
});

export const WebhookList = pageOf(Webhook, 'WebhookList');

export const WebhookInput = z
  .strictObject({
    url: webUrl().meta({
      description: 'Where events are posted to: https, of the public internet, without credentials.',
    }),
    types,
    filter: z
      .strictObject({
        section: reference().optional().meta(filterMeta.section),
        tag: text(100).optional().meta(filterMeta.tag),
        person: reference().optional().meta(filterMeta.person),
        lang: lang.optional().meta(filterMeta.lang),
        type: z.enum(TYPES).optional().meta(filterMeta.type),
      })
      .nullable()
      .optional()
      .meta({
        description:
          'Only what is about stories that fit all of it; a story of which it was once told stays. What is about no story is not filtered.',
      }),
    description: text(500).nullable().optional(),
    enabled: z.boolean().optional().meta({
      description: 'False sends nothing until it is true again; what happens meanwhile can be replayed.',
    }),
  })
  .meta({
    id: 'WebhookWrite',
    description: 'Where which events are to be sent.',
    examples: [
      { url: example.url, types: example.types, filter: { type: 'article' }, description: example.description },
    ],
  });

export const WebhookPatch = patchSchemaOf(WebhookInput, 'WebhookPatch');

export const RotateInput = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: 'For so long messages are signed with the old secret, too.' }),
  })
  .meta({ id: 'WebhookRotation', description: 'How a secret follows another.', examples: [{ overlapHours: 24 }] });

export const WebhookListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const WebhookId = z.strictObject({
  id: id().meta({ description: 'Id of the webhook.', examples: [ids.webhook] }),
});

export type DisabledBy = (typeof DISABLED_BY)[number];
export type Filter = z.infer<typeof Filter>;
export type Webhook = z.infer<typeof Webhook>;
export type NewWebhook = z.infer<typeof NewWebhook>;
export type WebhookInput = z.infer<typeof WebhookInput>;
export type WebhookListQuery = z.infer<typeof WebhookListQuery>;
export type RotateInput = z.infer<typeof RotateInput>;
