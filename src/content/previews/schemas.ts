import { z } from 'zod';
import { commaList, dateTime, instant, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters, sortByCreation } from '../../platform/paging/index.js';
import { Article, ArticleQuery } from '../articles/index.js';

/** The minimum, maximum and default lifetime of a link, in seconds. */
export const lifetimeSeconds = { min: 60, max: 90 * 24 * 60 * 60, default: 7 * 24 * 60 * 60 };

const example = {
  id: '0197f3c0-9c20-7d1e-8a11-4b5c6d7e8f90',
  articleId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  revision: 2,
  name: 'For the lawyers',
  createdBy: 'Night desk',
  createdAt: '2026-11-26T21:04:00.000Z',
  expiresAt: '2026-12-03T21:04:00.000Z',
  openedCount: 0,
  lastOpenedAt: null,
};
const exampleToken = 'pv_Vt0c1Jm3qk5V0y8o2bD4Zs6nH7wXuR9aEfGiKlMpQrT';

const Preview = z
  .object({
    id: z.uuid(),
    articleId: z.uuid(),
    revision: z.int().min(1).meta({ description: 'The revision that it shows; never another one.' }),
    name: z.string().nullable().meta({ description: 'For whom it is, as the newsroom says.' }),
    createdBy: z.string().meta({ description: 'Name of the token that made it.' }),
    createdAt: instant(),
    expiresAt: instant(),
    openedCount: z.int().min(0).meta({ description: 'How often it was opened, by whomever.' }),
    lastOpenedAt: instant().nullable(),
  })
  .meta({
    id: 'ArticlePreview',
    description: 'What is known of a preview link; never the link itself.',
    examples: [example],
  });

export const NewPreview = Preview.extend({
  token: z
    .string()
    .meta({ description: 'What the link holds, for the address of a front end: shown this once, kept nowhere.' }),
  url: z
    .string()
    .meta({ format: 'uri-reference', description: 'The link: whoever has it sees the revision, without a token.' }),
}).meta({
  id: 'NewArticlePreview',
  description: 'A preview link that was just made.',
  examples: [{ ...example, token: exampleToken, url: `/v1/previews/${exampleToken}` }],
});

export const PreviewList = pageOf(Preview, 'ArticlePreviewList');

export const PreviewInput = z
  .strictObject({
    revision: z
      .int()
      .min(1)
      .max(999_999_999)
      .optional()
      .meta({ description: 'The revision to show; the newest of this moment when left out.' }),
    name: text(200).nullable().optional().meta({ description: 'For whom it is.' }),
    expiresIn: z.int().min(lifetimeSeconds.min).max(lifetimeSeconds.max).optional().meta({
      description: 'Seconds for which it is good: a week when left out, 90 days at most. Send this or `expiresAt`.',
    }),
    expiresAt: dateTime().optional().meta({ description: 'Until when it is good, 90 days at most.' }),
  })
  .refine(({ expiresIn, expiresAt }) => expiresIn === undefined || expiresAt === undefined, {
    path: ['expiresAt'],
    error: 'must not be sent together with expiresIn',
  })
  .meta({
    id: 'ArticlePreviewWrite',
    description: 'What a preview link is to show, and for how long; an empty object will do.',
    examples: [{ name: 'For the lawyers', expiresIn: 86_400 }],
  });

export const PreviewListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const PreviewQuery = z.strictObject({
  bodyFormat: ArticleQuery.shape.bodyFormat,
  include: commaList(['section', 'people', 'related', 'body'])
    .optional()
    .meta({ description: 'As for the article: what else is shown of the section; the others are there already.' }),
});

/**
 * Matches tokens and ids of links. A value that matches gets the same response whether the link exists, existed or
 * never did.
 */
const tokenOrIdPattern = /^(?:pv_[\w-]{43}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export const PreviewRef = z.strictObject({
  preview: z
    .string()
    .regex(tokenOrIdPattern, 'must be the complete token of a link or, to revoke it, its id')
    .meta({ description: 'Token of the link; to revoke it, its id will do.', examples: [exampleToken] }),
});

export const PreviewedArticle = Article.extend({
  preview: z
    .object({ revision: z.int(), expiresAt: instant() })
    .meta({ description: 'That it is a preview, of which revision, and until when it can be seen.' }),
}).meta({
  id: 'PreviewedArticle',
  description: 'A revision as the public would see it, were it published now.',
  examples: (z.globalRegistry.get(Article)?.examples as object[] | undefined)?.map((one) => ({
    ...one,
    preview: { revision: 2, expiresAt: example.expiresAt },
  })),
});

export type Preview = z.infer<typeof Preview>;
export type NewPreview = z.infer<typeof NewPreview>;
export type PreviewInput = z.infer<typeof PreviewInput>;
export type PreviewListQuery = z.infer<typeof PreviewListQuery>;
export type PreviewQuery = z.infer<typeof PreviewQuery>;
