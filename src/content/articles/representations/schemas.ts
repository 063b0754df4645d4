import { z } from 'zod';

export const JSON_LD = 'application/ld+json';
export const NINJS = 'application/vnd.iptc.ninjs+json';
export const MARKDOWN = 'text/markdown';

/** The media types of a published article. The first is the default. */
export const OFFERS = ['application/json', JSON_LD, NINJS, MARKDOWN] as const;
export type Offer = (typeof OFFERS)[number];
export type OtherForm = Exclude<Offer, 'application/json'>;

const id = 'urn:uuid:0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
const author = 'urn:uuid:0197f3c0-8111-7000-8000-3e1f6f2a4b55';
const publishedAt = '2017-07-07T18:00:00.000Z';
const page = 'https://paper.example/two-presidents-meet-in-hamburg';

const LinkedPerson = z.object({
  '@type': z.literal('Person'),
  '@id': z.string(),
  name: z.string(),
  url: z.string(),
  jobTitle: z.string().optional(),
  affiliation: z.object({ '@type': z.literal('Organization'), name: z.string() }).optional(),
  sameAs: z.array(z.string()).optional(),
});
const Publisher = z.object({ '@type': z.literal('NewsMediaOrganization'), name: z.string(), url: z.string() });
const Work = z.object({ '@type': z.literal('CreativeWork'), name: z.string(), url: z.string().optional() });

/** The result of `jsonLdOf`. */
export const NewsArticle = z
  .object({
    '@context': z.literal('https://schema.org'),
    '@type': z.literal('NewsArticle'),
    '@id': z.string(),
    identifier: z.string(),
    url: z.string(),
    mainEntityOfPage: z.object({ '@type': z.literal('WebPage'), '@id': z.string() }),
    headline: z.string(),
    description: z.string().optional(),
    genre: z.string(),
    articleSection: z.string().optional(),
    keywords: z.array(z.string()).optional(),
    inLanguage: z.string(),
    dateline: z.string().optional(),
    datePublished: z.iso.datetime(),
    dateModified: z.iso.datetime(),
    author: z.array(z.union([LinkedPerson, Publisher])),
    publisher: Publisher,
    about: z.array(LinkedPerson).optional(),
    mentions: z.array(LinkedPerson).optional(),
    image: z
      .array(
        z.object({
          '@type': z.literal('ImageObject'),
          url: z.string(),
          description: z.string().optional(),
          caption: z.string().optional(),
          creditText: z.string().optional(),
        }),
      )
      .optional(),
    isBasedOn: z.array(Work).optional(),
    citation: z.array(Work).optional(),
    correction: z
      .array(
        z.object({
          '@type': z.literal('CorrectionComment'),
          '@id': z.string(),
          name: z.string(),
          text: z.string(),
          datePublished: z.iso.datetime(),
        }),
      )
      .optional(),
    commentCount: z.int().min(0),
    wordCount: z.int().min(0),
    articleBody: z.string(),
  })
  .meta({
    id: 'NewsArticle',
    description: 'A published story as a schema.org NewsArticle, in JSON-LD.',
    examples: [
      {
        '@context': 'https://schema.org',
        '@type': 'NewsArticle',
        '@id': page,
        identifier: id,
        url: page,
        mainEntityOfPage: { '@type': 'WebPage', '@id': page },
        headline: 'Two presidents meet in Hamburg',
        genre: 'article',
        articleSection: 'Europe',
        inLanguage: 'en',
        datePublished: publishedAt,
        dateModified: publishedAt,
        author: [
          {
            '@type': 'Person',
            '@id': author,
            name: 'Marta Lindqvist',
            url: 'https://api.paper.example/v1/people/marta-lindqvist',
          },
        ],
        publisher: { '@type': 'NewsMediaOrganization', name: 'paper.example', url: 'https://paper.example/' },
        commentCount: 12,
        wordCount: 7,
        articleBody: 'The two met for the first time.',
      },
    ],
  });

const uri = z.string().meta({ format: 'uri' });
const textShape = { role: z.string(), contentType: z.string(), value: z.string() };
const Association = z.object({
  name: z.string(),
  rel: z.string(),
  uri,
  type: z.enum(['text', 'picture']),
  descriptions: z.array(z.object(textShape)).optional(),
  by: z.string().optional(),
  renditions: z.array(z.object({ name: z.string(), href: uri, title: z.string().optional() })).optional(),
});

/** The result of `ninjsOf`: the part of the standard that articles use. */
export const NinjsItem = z
  .object({
    standard: z.object({ name: z.literal('ninjs'), version: z.literal('3.1'), schema: uri }),
    uri,
    type: z.literal('text'),
    representationType: z.literal('full'),
    pubStatus: z.literal('usable'),
    version: z.string(),
    firstCreated: z.iso.datetime(),
    versionCreated: z.iso.datetime(),
    language: z.string(),
    slugline: z.string(),
    headlines: z.array(z.object(textShape)),
    descriptions: z.array(z.object(textShape)).optional(),
    by: z.string().optional(),
    located: z.string().optional(),
    genres: z.array(z.object({ name: z.string() })),
    bodies: z.array(z.object({ ...textShape, charCount: z.int(), wordCount: z.int() })),
    people: z.array(z.object({ name: z.string(), rel: z.string(), uri, literal: z.string() })),
    subjects: z.array(z.object({ name: z.string(), rel: z.string(), uri: uri.optional(), literal: z.string() })),
    infoSources: z.array(z.object({ name: z.string(), role: z.string(), uri: uri.optional() })),
    associations: z.array(Association),
    altIds: z.array(z.object({ role: z.string(), value: z.string() })),
  })
  .meta({
    id: 'NinjsItem',
    description: 'A published story as IPTC ninjs 3.1.',
    examples: [
      {
        standard: { name: 'ninjs', version: '3.1', schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#' },
        uri: id,
        type: 'text',
        representationType: 'full',
        pubStatus: 'usable',
        version: '3',
        firstCreated: publishedAt,
        versionCreated: publishedAt,
        language: 'en',
        slugline: 'two-presidents-meet-in-hamburg',
        headlines: [{ role: 'main', contentType: 'text/plain', value: 'Two presidents meet in Hamburg' }],
        by: 'Marta Lindqvist',
        genres: [{ name: 'article' }],
        bodies: [
          {
            role: 'main',
            contentType: 'text/html',
            charCount: 31,
            wordCount: 7,
            value: '<p>The two met for the first time.</p>',
          },
        ],
        people: [{ name: 'Marta Lindqvist', rel: 'author', uri: author, literal: 'marta-lindqvist' }],
        subjects: [{ name: 'g20', rel: 'tag', literal: 'g20' }],
        infoSources: [],
        associations: [],
        altIds: [{ role: 'url', value: page }],
      },
    ],
  });

export const MarkdownText = z
  .string()
  .meta({ description: 'Front matter in YAML, then the body in Markdown (CommonMark with GitHub’s extensions).' });
