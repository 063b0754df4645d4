import { z } from 'zod';
import { commaList, dateTime, instant, nameText } from '../../platform/fields/index.js';
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
    revision: z.int().min(1).meta({ description: 'The number of the revision that the link shows.' }),
    name: z.string().nullable().meta({ description: 'A note for editors, such as who receives the link.' }),
    createdBy: z.string().meta({ description: 'The name of the token that created the link.' }),
    createdAt: instant(),
    expiresAt: instant().meta({ description: 'When the link stops working.' }),
    openedCount: z.int().min(0).meta({ description: 'How often the link was opened.' }),
    lastOpenedAt: instant().nullable().meta({ description: 'When the link was last opened. Null if it never was.' }),
  })
  .meta({
    id: 'ArticlePreview',
    description: 'A preview link, without its secret.',
    examples: [example],
  });

export const NewPreview = Preview.extend({
  token: z.string().meta({
    description: 'The secret in the link. Use it to build a link to your own website. It is returned only once.',
  }),
  url: z.string().meta({ format: 'uri-reference', description: 'The link, which works without an access token.' }),
}).meta({
  id: 'NewArticlePreview',
  description: 'A new preview link, with its secret.',
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
      .meta({ description: 'The number of the revision to show. The default is the newest revision.' }),
    name: nameText(200).nullable().optional().meta({
      description: 'A note for editors, such as who receives the link. It has up to 200 characters.',
    }),
    expiresIn: z.int().min(lifetimeSeconds.min).max(lifetimeSeconds.max).optional().meta({
      description:
        'The lifetime of the link in seconds. The default is a week, and the maximum is 90 days. Send either `expiresIn` or `expiresAt`.',
    }),
    expiresAt: dateTime().optional().meta({
      description: 'When the link stops working. The time must be in the future, at most 90 days ahead.',
    }),
  })
  .refine(({ expiresIn, expiresAt }) => expiresIn === undefined || expiresAt === undefined, {
    path: ['expiresAt'],
    error: 'must not be sent together with `expiresIn`',
  })
  .meta({
    id: 'ArticlePreviewWrite',
    description: 'Options for creating a preview link. All are optional.',
    examples: [{ name: 'For the lawyers', expiresIn: 86_400 }],
  });

export const PreviewListQuery = z.strictObject({
  ...pageParameters,
  sort: sortByCreation,
});

export const PreviewQuery = z.strictObject({
  bodyFormat: ArticleQuery.shape.bodyFormat,
  include: commaList(['section', 'people', 'related', 'body']).optional().meta({
    description:
      '`section` adds `description` and `parentId` to the section. The other values have no effect, because a preview always contains the properties that they name.',
  }),
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
    .meta({
      description: 'The token of the link. To revoke the link, you can also send its id.',
      examples: [exampleToken],
    }),
});

export const PreviewedArticle = Article.extend({
  preview: z
    .object({
      revision: z.int().meta({ description: 'The number of the revision that the link shows.' }),
      expiresAt: instant().meta({ description: 'When the link stops working.' }),
    })
    .meta({ description: 'The preview link that shows the article.' }),
}).meta({
  id: 'PreviewedArticle',
  description: 'A revision of an article as readers would see it if it were published now.',
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
