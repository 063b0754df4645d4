import { z } from 'zod';

const id = 'urn:uuid:0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
const author = 'urn:uuid:0197f3c0-8111-7000-8000-3e1f6f2a4b55';
const publishedAt = '2017-07-07T18:00:00.000Z';
const page = 'https://paper.example/two-presidents-meet-in-hamburg';

const uri = (description: string) => z.string().meta({ format: 'uri', description });
const text = (description: string) => z.string().meta({ description });
const textShape = {
  role: z.string().meta({ description: 'The role of the text, such as `main` or `summary`.' }),
  contentType: z.string().meta({ description: 'The media type of the text.' }),
  value: text('The text.'),
};
const Text = z.object(textShape).meta({ id: 'NinjsText', description: 'A text of a ninjs item.' });
const Association = z.object({
  name: text('`leadImage` for the lead image, or the headline of a related article.'),
  rel: z.string().meta({ description: '`leadImage` for the lead image, `related` for related articles.' }),
  uri: uri('The address of the image file, or the id of the related article as a URN.'),
  type: z.enum(['text', 'picture']).meta({ description: '`picture` for the lead image, `text` for articles.' }),
  descriptions: z.array(Text).optional().meta({
    description: 'The caption of the image, or else its alternative text.',
  }),
  by: z.string().optional().meta({ description: 'The photographer or agency of the image.' }),
  renditions: z
    .array(
      z.object({
        name: text('The name of the rendition: `original`.'),
        href: uri('The address of the image file.'),
        title: z.string().optional().meta({ description: 'The alternative text of the image.' }),
      }),
    )
    .optional()
    .meta({ description: 'The files of the image.' }),
});

/** The result of `ninjsOf`: the part of the standard that articles use. */
export const NinjsItem = z
  .object({
    standard: z
      .object({
        name: z.literal('ninjs'),
        version: z.literal('3.1'),
        schema: uri('The address of the JSON schema.'),
      })
      .meta({ description: 'The version of ninjs.' }),
    uri: uri('The id of the article as a URN.'),
    type: z.literal('text'),
    representationType: z.literal('full'),
    pubStatus: z.literal('usable'),
    version: z.string().meta({ description: 'The version of the article.' }),
    firstCreated: z.iso.datetime().meta({ description: 'When the article was first published.' }),
    versionCreated: z.iso.datetime().meta({
      description: 'When the article was last changed. Minor changes are ignored.',
    }),
    language: z.string().meta({ description: 'The language of the article as a BCP 47 tag.' }),
    slugline: z.string().meta({ description: 'The slug of the article.' }),
    headlines: z.array(Text).meta({ description: 'The headline of the article.' }),
    descriptions: z.array(Text).optional().meta({
      description:
        'The standfirst and the corrections. For the standfirst, `role` is `summary`. For a correction, `role` is the kind of correction.',
    }),
    by: z.string().optional().meta({ description: 'The names of the authors, separated by commas.' }),
    located: z.string().optional().meta({ description: 'The dateline of the article.' }),
    genres: z
      .array(z.object({ name: text('The type of the article, such as `analysis`.') }))
      .meta({ description: 'The type of the article.' }),
    bodies: z
      .array(
        z.object({
          ...textShape,
          charCount: z.int().meta({ description: 'The number of characters in the body, without markup.' }),
          wordCount: z.int().meta({ description: 'The number of words in the body.' }),
        }),
      )
      .meta({ description: 'The body as HTML.' }),
    people: z
      .array(
        z.object({
          name: text('The name of the person.'),
          rel: text('The relation of the person to the article, such as `author`.'),
          uri: uri('The id of the person as a URN.'),
          literal: text('The slug of the person.'),
        }),
      )
      .meta({
        description: 'The authors and other people who are connected with the article.',
      }),
    subjects: z
      .array(
        z.object({
          name: text('The name of the section, or the tag.'),
          rel: text('Whether the subject is a `section` or a `tag`.'),
          uri: uri('The id of the section as a URN. Missing for tags.').optional(),
          literal: text('The path of the section, or the tag.'),
        }),
      )
      .meta({
        description: 'The section and the tags of the article.',
      }),
    infoSources: z
      .array(
        z.object({
          name: text('The name of the source.'),
          role: text('The relation of the source to the article, such as `cited`.'),
          uri: uri('The address of the source.').optional(),
        }),
      )
      .meta({
        description: 'The sources of the article.',
      }),
    associations: z.array(Association).meta({ description: 'The lead image and the related articles.' }),
    altIds: z.array(z.object({ role: text('Always `url`.'), value: text('The address of the article.') })).meta({
      description: 'The address of the article. Its `role` is `url`.',
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
