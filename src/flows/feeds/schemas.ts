import { z } from 'zod';
import { ArticleListQuery } from '../../content/articles/index.js';
import { dateTime, id } from '../../platform/fields/index.js';

export const RSS = 'application/rss+xml';
export const ATOM = 'application/atom+xml';
const JSON_FEED = 'application/feed+json';
export const XML = 'application/xml';

export const FORMATS = { rss: RSS, atom: ATOM, json: JSON_FEED } as const;
export type Format = keyof typeof FORMATS;

/** The parameters of the list of articles, without those for its JSON form and for the desk. */
export const FeedQuery = ArticleListQuery.omit({
  include: true,
  fields: true,
  count: true,
}).extend({
  sort: z
    .enum(['-publishedAt', '-firstPublishedAt', '-updatedAt', '-relevance'])
    .default('-publishedAt')
    .meta({ description: 'The order, always descending. The default is `-publishedAt`, even for a search with `q`.' }),
  content: z
    .enum(['full', 'summary'])
    .default('full')
    .meta({ description: '`full` includes the bodies of the articles, `summary` omits them.' }),
});
export type FeedQuery = z.infer<typeof FeedQuery>;

export const RssFeed = z
  .string()
  .meta({ description: 'RSS 2.0 with the extensions Atom, Dublin Core, Content and Media RSS.' });
export const AtomFeed = z.string().meta({ description: 'Atom 1.0 (RFC 4287) with paging (RFC 5005).' });

const exampleUrl = 'https://paper.example/two-presidents-meet-in-hamburg';
const author = z.object({
  name: z.string().meta({ description: 'The name of the author.' }),
  url: z.string().meta({ description: 'The address of the author in this API.' }),
});

export const JsonFeed = z
  .object({
    version: z.literal('https://jsonfeed.org/version/1.1'),
    title: z.string().meta({ description: 'The title of the feed, made from its filters and the name of the site.' }),
    home_page_url: z.string().meta({ description: 'The address of the site.' }),
    feed_url: z.string().meta({ description: 'The address of this page of the feed.' }),
    next_url: z.string().optional().meta({ description: 'The address of the next page. Missing on the last page.' }),
    language: z.string().optional().meta({
      description: 'The language of all articles in the feed. Missing if the articles have different languages.',
    }),
    items: z
      .array(
        z.object({
          id: z.string().meta({ description: 'The id of the article as a URN.' }),
          url: z.string().meta({ description: 'The address of the article.' }),
          title: z.string().meta({ description: 'The headline.' }),
          content_html: z.string().optional().meta({ description: 'The body as HTML. Only with `content=full`.' }),
          content_text: z.string().optional().meta({
            description: 'The summary or, if there is none, the headline. Only with `content=summary`.',
          }),
          summary: z.string().optional().meta({ description: 'The standfirst and the corrections as plain text.' }),
          image: z.string().optional().meta({ description: 'The address of the lead image.' }),
          date_published: z.iso.datetime().meta({ description: 'When the article was published.' }),
          date_modified: z.iso.datetime().meta({
            description: 'When the article was last changed. Minor changes do not change this time.',
          }),
          authors: z.array(author).optional().meta({ description: 'The authors in the order of the byline.' }),
          tags: z.array(z.string()).optional().meta({ description: 'The section name and the tags of the article.' }),
          language: z.string().meta({ description: 'The language as a BCP 47 tag.' }),
          _image: z
            .object({
              alt: z.string().meta({ description: 'The alternative text. Empty if the image is decorative.' }),
              caption: z.string().nullable().meta({ description: 'The text below the image.' }),
              credit: z.string().nullable().meta({ description: 'The photographer or agency.' }),
            })
            .optional()
            .meta({
              description:
                'An extension of JSON Feed. It contains the alternative text, caption and credit of `image`.',
            }),
        }),
      )
      .meta({ description: 'The articles in the order of the feed.' }),
  })
  .meta({
    id: 'JsonFeed',
    description: 'A feed in the format JSON Feed 1.1.',
    examples: [
      {
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Europe – paper.example',
        home_page_url: 'https://paper.example/',
        feed_url: 'https://api.paper.example/v1/feeds/json?section=europe',
        items: [
          {
            id: 'urn:uuid:0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
            url: exampleUrl,
            title: 'Two presidents meet in Hamburg',
            content_html: '<p>The two met for the first time.</p>',
            date_published: '2017-07-07T18:00:00.000Z',
            date_modified: '2017-07-07T19:30:00.000Z',
            language: 'en',
          },
        ],
      },
    ],
  });

/** The start of one part of the sitemap: the publication time and the id of the first article of the part. */
export const SitemapQuery = z.strictObject({
  from: z
    .string()
    .max(80)
    .transform((value) => value.split('_'))
    .pipe(z.tuple([dateTime(), id()], { error: 'must be a time and an id joined by "_", as in the sitemap index' }))
    .transform(([at, article]) => ({ at, article }))
    .optional()
    .meta({
      description:
        'Returns one part of a large sitemap. Take the value from the address of the part in the sitemap index.',
      examples: ['2017-07-07T18:00:00.000Z_0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'],
    }),
});
export type SitemapStart = NonNullable<z.infer<typeof SitemapQuery>['from']>;

export const Sitemap = z.string().meta({ description: 'A sitemap or an index of sitemaps (sitemaps.org 0.9).' });
export const NewsSitemap = z.string().meta({ description: 'A sitemap with the Google News extension.' });
