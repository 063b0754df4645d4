import { z } from 'zod';
import { articleType } from '../../content/articles/index.js';
import { tokenScope } from '../../content/tokens/index.js';
import { id, instant, patchSchemaOf, reference, text, uri, webUrl } from '../../platform/fields/index.js';
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
      'The types of events to send: 1 to 50 names from the section `webhooks` of this document. `article.*` stands for all events of articles, `*` for all events.',
  });

const lang = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT');

const describe = (what: string) => ({ description: what });
const filterMeta = {
  section: describe('Articles in this section or a section below it.'),
  tag: describe('Articles with this tag.'),
  person: describe('Articles that name this person in any relation.'),
  lang: describe('Articles with this BCP 47 language tag, matched exactly.'),
  type: describe('Articles of this type.'),
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
  type: articleType.optional().meta(filterMeta.type),
});

export const Webhook = z
  .object({
    id: z.uuid(),
    url: uri().meta({ description: 'The URL to which events are posted.' }),
    types: z.array(z.string()).meta({ description: 'The types of events that are sent.' }),
    filter: Filter.nullable().meta({ description: 'The articles about which events are sent. Null for all.' }),
    description: z.string().nullable().meta({ description: 'A note about the webhook for its operators.' }),
    scopes: z.array(tokenScope).meta({
      description: 'The scopes of the token that created it. Without `content:read` it gets public events only.',
    }),
    enabled: z.boolean().meta({ description: 'Whether events are sent.' }),
    disabledReason: z.enum(DISABLED_BY).nullable().meta({
      description:
        'Why the webhook is disabled. `by-hand`: by a request. `gone`: the receiver returned 410. `failing`: all attempts of five days failed. `token-revoked` and `token-expired`: the token that created it was revoked or has expired.',
    }),
    failingSince: instant().nullable().meta({
      description: 'Since when all attempts have failed. Null if the last attempt succeeded.',
    }),
    previousSecretUntil: instant()
      .nullable()
      .meta({ description: 'Until when messages are also signed with the previous secret. Null if they are not.' }),
    version: z.int().meta({ description: 'The version of the webhook. It rises with each change.' }),
    createdBy: z.string().meta({ description: 'The name of the token that created it.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({ id: 'Webhook', description: 'A webhook, without its secret.', examples: [example] });

export const NewWebhook = Webhook.extend({
  secret: z.string().meta({
    description: 'The secret that signs messages (Standard Webhooks). It is returned only once.',
  }),
}).meta({
  id: 'NewWebhook',
  description: 'A webhook with its new secret.',
  examples: [{ ...example, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTzKQ9r8GKYo=' }],
});

export const WebhookList = pageOf(Webhook, 'WebhookList');

export const WebhookInput = z
  .strictObject({
    url: webUrl().meta({
      description: 'The URL to which events are posted: https, on the public internet, without credentials.',
    }),
    types,
    filter: z
      .strictObject({
        section: reference().optional().meta(filterMeta.section),
        tag: text(100).optional().meta(filterMeta.tag),
        person: reference().optional().meta(filterMeta.person),
        lang: lang.optional().meta(filterMeta.lang),
        type: articleType.optional().meta(filterMeta.type),
      })
      .nullable()
      .optional()
      .meta({
        description:
          'Sends events about articles only if the article matches all members. Once an event about an article was sent, all later events about it are sent as well. The filter applies only to events about articles. All other events are sent.',
      }),
    description: text(500).nullable().optional().meta({
      description: 'A note about the webhook for its operators, up to 500 characters.',
    }),
    enabled: z.boolean().optional().meta({
      description: 'Whether events are sent. The default is true. Events that were not sent can be replayed.',
    }),
  })
  .meta({
    id: 'WebhookWrite',
    description: 'The settings of a webhook.',
    examples: [
      { url: example.url, types: example.types, filter: { type: 'article' }, description: example.description },
    ],
  });

export const WebhookPatch = patchSchemaOf(WebhookInput, 'WebhookPatch', {
  types: ['article.published', 'article.unpublished'],
  enabled: true,
});

export const RotateInput = z
  .strictObject({
    overlapHours: z.int().min(0).max(168).default(24).meta({
      description: 'For how many hours messages are also signed with the previous secret. The default is 24.',
    }),
  })
  .meta({ id: 'WebhookRotation', description: 'The options of a rotation.', examples: [{ overlapHours: 24 }] });

export const WebhookListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const WebhookId = z.strictObject({
  id: id().meta({ description: 'The id of the webhook.', examples: [ids.webhook] }),
});

export type DisabledBy = (typeof DISABLED_BY)[number];
export type Filter = z.infer<typeof Filter>;
export type Webhook = z.infer<typeof Webhook>;
export type NewWebhook = z.infer<typeof NewWebhook>;
export type WebhookInput = z.infer<typeof WebhookInput>;
export type WebhookListQuery = z.infer<typeof WebhookListQuery>;
export type RotateInput = z.infer<typeof RotateInput>;
