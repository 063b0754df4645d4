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
  '@id': z.string().meta({ description: 'The id of the person as a URN.' }),
  name: z.string(),
  url: z.string().meta({ description: 'The address of the person in this API.' }),
  jobTitle: z.string().optional().meta({ description: 'The title as printed, or the office held.' }),
  affiliation: z.object({ '@type': z.literal('Organization'), name: z.string() }).optional(),
  sameAs: z.array(z.string()).optional().meta({ description: 'Addresses of pages about the person.' }),
});
const Publisher = z.object({ '@type': z.literal('NewsMediaOrganization'), name: z.string(), url: z.string() });
const Work = z.object({ '@type': z.literal('CreativeWork'), name: z.string(), url: z.string().optional() });

/** The result of `jsonLdOf`. */
export const NewsArticle = z
  .object({
    '@context': z.literal('https://schema.org'),
    '@type': z.literal('NewsArticle'),
    '@id': z.string().meta({ description: 'The address of the article.' }),
    identifier: z.string().meta({ description: 'The id of the article as a URN.' }),
    url: z.string().meta({ description: 'The address of the article.' }),
    mainEntityOfPage: z.object({ '@type': z.literal('WebPage'), '@id': z.string() }).meta({
      description: 'The canonical page of the article.',
    }),
    headline: z.string(),
    description: z.string().optional().meta({ description: 'The description for search engines, or the standfirst.' }),
    genre: z.string().meta({ description: 'The type of the article, such as `analysis`.' }),
    articleSection: z.string().optional().meta({ description: 'The name of the section.' }),
    keywords: z.array(z.string()).optional().meta({ description: 'The tags.' }),
    inLanguage: z.string().meta({ description: 'The language as a BCP 47 tag.' }),
    dateline: z.string().optional(),
    datePublished: z.iso.datetime().meta({ description: 'When the article was first published.' }),
    dateModified: z.iso.datetime().meta({ description: 'When the article was last changed, without minor changes.' }),
    author: z.array(z.union([LinkedPerson, Publisher])).meta({
      description: 'The authors, or the publisher if the article has none.',
    }),
    publisher: Publisher,
    about: z.array(LinkedPerson).optional().meta({ description: 'The people with the relation `subject`.' }),
    mentions: z.array(LinkedPerson).optional().meta({
      description: 'The people who are mentioned, quoted or pictured.',
    }),
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
    isBasedOn: z.array(Work).optional().meta({ description: 'The sources of original or syndicated text.' }),
    citation: z.array(Work).optional().meta({ description: 'The sources that are cited.' }),
    correction: z
      .array(
        z.object({
          '@type': z.literal('CorrectionComment'),
          '@id': z.string().meta({ description: 'The id of the correction as a URN.' }),
          name: z.string().meta({ description: 'The kind of correction, such as `clarification`.' }),
          text: z.string(),
          datePublished: z.iso.datetime(),
        }),
      )
      .optional(),
    commentCount: z.int().min(0).meta({ description: 'The number of approved comments.' }),
    wordCount: z.int().min(0),
    articleBody: z.string().meta({ description: 'The body as plain text.' }),
  })
  .meta({
    id: 'NewsArticle',
    description: 'A published article as a schema.org NewsArticle in JSON-LD.',
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
const textShape = {
  role: z.string().meta({ description: 'The role of the text, such as `main` or `summary`.' }),
  contentType: z.string().meta({ description: 'The media type of the text.' }),
  value: z.string(),
};
const Association = z.object({
  name: z.string(),
  rel: z.string().meta({ description: '`leadImage` for the lead image, `related` for related articles.' }),
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
    version: z.string().meta({ description: 'The version of the article.' }),
    firstCreated: z.iso.datetime().meta({ description: 'When the article was first published.' }),
    versionCreated: z.iso.datetime().meta({ description: 'When the article was last changed, without minor changes.' }),
    language: z.string().meta({ description: 'The language as a BCP 47 tag.' }),
    slugline: z.string().meta({ description: 'The slug.' }),
    headlines: z.array(z.object(textShape)),
    descriptions: z.array(z.object(textShape)).optional().meta({
      description: 'The standfirst as `summary`, and the corrections with their kind as role.',
    }),
    by: z.string().optional().meta({ description: 'The names of the authors, separated by commas.' }),
    located: z.string().optional().meta({ description: 'The dateline.' }),
    genres: z.array(z.object({ name: z.string() })).meta({ description: 'The type of the article.' }),
    bodies: z.array(z.object({ ...textShape, charCount: z.int(), wordCount: z.int() })),
    people: z.array(z.object({ name: z.string(), rel: z.string(), uri, literal: z.string() })).meta({
      description: 'The authors and the people named in the article, each with the relation and the slug.',
    }),
    subjects: z.array(z.object({ name: z.string(), rel: z.string(), uri: uri.optional(), literal: z.string() })).meta({
      description: 'The section, with its path as `literal`, and the tags.',
    }),
    infoSources: z.array(z.object({ name: z.string(), role: z.string(), uri: uri.optional() })).meta({
      description: 'The sources, each with its relation as role.',
    }),
    associations: z.array(Association).meta({ description: 'The lead image and the related articles.' }),
    altIds: z.array(z.object({ role: z.string(), value: z.string() })).meta({
      description: 'The address of the article, with the role `url`.',
    }),
  })
  .meta({
    id: 'NinjsItem',
    description: 'A published article as IPTC ninjs 3.1.',
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
  .meta({ description: 'YAML front matter, followed by the body in Markdown (CommonMark with GitHub extensions).' });
