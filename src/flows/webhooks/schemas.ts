import { z } from 'zod';
import { articleType } from '../../content/articles/index.js';
import { tokenScope } from '../../content/roles/index.js';
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
      'The types of events to send: 1 to 50 names from the section `webhooks` of this document. `article.*` selects all types that begin with `article.`, and `*` selects all types.',
  });

const lang = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT');

const describe = (what: string) => ({ description: what });
const filterMeta = {
  section: describe('Selects articles in this section or in a section below it.'),
  tag: describe('Selects articles with this tag.'),
  person: describe('Selects articles with this person in any relation, such as `author`.'),
  lang: describe('Selects articles with exactly this BCP 47 language tag.'),
  type: describe('Selects articles of this type.'),
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
    url: uri().meta({ description: 'The URL to which events are sent.' }),
    types: z.array(z.string()).meta({ description: 'The types of events that are sent.' }),
    filter: Filter.nullable().meta({
      description: 'Selects the articles about which events are sent. Null selects all articles.',
    }),
    description: z.string().nullable().meta({ description: 'A note about the webhook for its operators.' }),
    scopes: z.array(tokenScope).meta({
      description:
        'The scopes of the token that created the webhook. If an event needs another scope, the webhook receives the event only if the event is public.',
    }),
    enabled: z.boolean().meta({ description: 'Whether events are sent.' }),
    disabledReason: z.enum(DISABLED_BY).nullable().meta({
      description:
        'Why the webhook is disabled. Null if it is enabled. `by-hand`: a request disabled it. `gone`: the receiver returned 410. `failing`: all attempts failed for five days. `token-revoked` and `token-expired`: the token that created the webhook was revoked or has expired. `token-revoked` also if its user was deactivated.',
    }),
    failingSince: instant().nullable().meta({
      description: 'The time since which all attempts have failed. Null if the last attempt succeeded.',
    }),
    previousSecretUntil: instant().nullable().meta({
      description:
        'The time until which messages are also signed with the previous secret. Null if only one secret is in use.',
    }),
    version: z.int().meta({ description: 'The version of the webhook. It rises with each change.' }),
    createdBy: z.string().meta({ description: 'The name of the token that created the webhook.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({ id: 'Webhook', description: 'A webhook, without its secret.', examples: [example] });

export const NewWebhook = Webhook.extend({
  secret: z.string().meta({
    description:
      'The secret for the signatures of messages, as defined by Standard Webhooks. Only this response contains it.',
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
      description:
        'The URL to which events are sent. It must use https and a public address, and must not contain credentials.',
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
          'Selects the articles about which events are sent. An article must match all fields of the filter. Once an event about an article was sent, all later events about this article are sent, even if the article no longer matches. Events that are not about an article are always sent.',
      }),
    description: text(500).nullable().optional().meta({
      description: 'A note about the webhook for its operators, up to 500 characters.',
    }),
    enabled: z.boolean().optional().meta({
      description:
        'Whether events are sent. The default is true. Events that were not sent while the webhook was disabled can be replayed.',
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
  .meta({
    id: 'WebhookRotation',
    description: 'Options for rotating the secret.',
    examples: [{ overlapHours: 24 }],
  });

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
