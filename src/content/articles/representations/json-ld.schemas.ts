import { z } from 'zod';
import { uri } from '../../../platform/fields/index.js';

const id = 'urn:uuid:0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
const author = 'urn:uuid:0197f3c0-8111-7000-8000-3e1f6f2a4b55';
const publishedAt = '2017-07-07T18:00:00.000Z';
const page = 'https://paper.example/two-presidents-meet-in-hamburg';

const LinkedPerson = z
  .object({
    '@type': z.literal('Person'),
    '@id': z.string().meta({ description: 'The id of the person as a URN.' }),
    name: z.string().meta({ description: 'The name of the person.' }),
    url: z.string().meta({ description: 'The address of the person in this API.' }),
    jobTitle: z.string().optional().meta({
      description: 'The title that the article prints. If there is none, the office that the person held.',
    }),
    affiliation: z
      .object({
        '@type': z.literal('Organization'),
        name: z.string().meta({ description: 'The name of the organisation.' }),
      })
      .optional()
      .meta({ description: 'The organisation to which the office belongs.' }),
    sameAs: z.array(uri()).optional().meta({ description: 'Addresses of web pages about the person.' }),
  })
  .meta({ id: 'JsonLdPerson', description: 'A person as a schema.org Person.' });
const Publisher = z
  .object({
    '@type': z.literal('NewsMediaOrganization'),
    name: z.string().meta({ description: 'The name of the site.' }),
    url: z.string().meta({ description: 'The address of the site.' }),
  })
  .meta({ id: 'JsonLdPublisher', description: 'The newsroom as a schema.org NewsMediaOrganization.' });
const Work = z
  .object({
    '@type': z.literal('CreativeWork'),
    name: z.string().meta({ description: 'The name of the source.' }),
    url: uri().optional().meta({ description: 'The address of the source.' }),
  })
  .meta({ id: 'JsonLdWork', description: 'A source as a schema.org CreativeWork.' });

/** The result of `jsonLdOf`. */
export const NewsArticle = z
  .object({
    '@context': z.literal('https://schema.org'),
    '@type': z.literal('NewsArticle'),
    '@id': z.string().meta({ description: 'The address of the article.' }),
    identifier: z.string().meta({ description: 'The id of the article as a URN.' }),
    url: z.string().meta({ description: 'The address of the article.' }),
    mainEntityOfPage: z
      .object({ '@type': z.literal('WebPage'), '@id': z.string().meta({ description: 'The address of the page.' }) })
      .meta({
        description: 'The canonical page of the article.',
      }),
    headline: z.string(),
    description: z.string().optional().meta({
      description: 'The description for search engines. If there is none, the standfirst.',
    }),
    genre: z.string().meta({ description: 'The type of the article, such as `analysis`.' }),
    articleSection: z.string().optional().meta({ description: 'The name of the section.' }),
    keywords: z.array(z.string()).optional().meta({ description: 'The tags of the article.' }),
    inLanguage: z.string().meta({ description: 'The language of the article as a BCP 47 tag.' }),
    dateline: z.string().optional().meta({ description: 'The place from which the article was reported.' }),
    datePublished: z.iso.datetime().meta({ description: 'When the article was first published.' }),
    dateModified: z.iso.datetime().meta({
      description: 'When the article was last changed. Minor changes are ignored.',
    }),
    author: z.array(z.union([LinkedPerson, Publisher])).meta({
      description: 'The authors, or the publisher if the article has none.',
    }),
    publisher: Publisher,
    about: z.array(LinkedPerson).optional().meta({ description: 'The people with the relation `subject`.' }),
    mentions: z.array(LinkedPerson).optional().meta({
      description: 'The people with the relation `mentioned`, `quoted` or `pictured`.',
    }),
    image: z
      .array(
        z.object({
          '@type': z.literal('ImageObject'),
          url: z.string().meta({
            format: 'uri-reference',
            description: 'The address of the image file. Relative if the server does not know its public address.',
          }),
          width: z.int().optional().meta({ description: 'The width of the original in pixels.' }),
          height: z.int().optional().meta({ description: 'The height of the original in pixels.' }),
          description: z.string().optional().meta({ description: 'The alternative text of the image.' }),
          caption: z.string().optional().meta({ description: 'The text below the image.' }),
          creditText: z.string().optional().meta({ description: 'The photographer or agency of the image.' }),
        }),
      )
      .optional()
      .meta({ description: 'The lead image.' }),
    isBasedOn: z.array(Work).optional().meta({
      description: 'The sources with the relation `original` or `syndicated`.',
    }),
    citation: z.array(Work).optional().meta({ description: 'The sources with the relation `cited`.' }),
    correction: z
      .array(
        z.object({
          '@type': z.literal('CorrectionComment'),
          '@id': z.string().meta({ description: 'The id of the correction as a URN.' }),
          name: z.string().meta({ description: 'The kind of correction, such as `clarification`.' }),
          text: z.string().meta({ description: 'The text of the correction.' }),
          datePublished: z.iso.datetime().meta({ description: 'When the correction was published.' }),
        }),
      )
      .optional()
      .meta({ description: 'The corrections of the article, newest first.' }),
    commentCount: z.int().min(0).meta({ description: 'The number of approved comments.' }),
    wordCount: z.int().min(0).meta({ description: 'The number of words in the body.' }),
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
