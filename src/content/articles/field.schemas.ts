import { z } from 'zod';
import { tagSlug } from '../../lib/tag-slug.js';
import { lineText, nameText, reference, showsFields, text, uri, webUrl } from '../../platform/fields/index.js';
import { Mention, mentionSources, NamedPerson, Role } from '../mentions/index.js';

export const TYPES = [
  'article',
  'analysis',
  'opinion',
  'editorial',
  'interview',
  'feature',
  'review',
  'briefing',
  'live',
  'obituary',
] as const;
export const FORMATS = ['html', 'markdown', 'text'] as const;
export const RELATIONS = ['author', 'subject', 'mentioned', 'quoted', 'pictured'] as const;
const SOURCE_RELATIONS = ['cited', 'original', 'syndicated'] as const;

export const articleType = z
  .enum(TYPES)
  .meta({ id: 'ArticleType', description: 'The journalistic form of an article.' });

const relation = z.enum(RELATIONS).meta({
  id: 'PersonRelation',
  description:
    'How a person is connected with an article. `author`: the person wrote the article and appears in its byline. `subject`: the article is about the person. `mentioned`: the article names the person. `quoted`: the article quotes the person. `pictured`: a picture shows the person.',
});

const sourceRelation = z.enum(SOURCE_RELATIONS).meta({
  id: 'SourceRelation',
  description:
    'How the article uses the source. `cited`: the article quotes or names the source. `original`: the text first appeared in the source. `syndicated`: the text comes from the source, such as an agency.',
});

export const ArticleSource = z
  .object({
    name: z.string().meta({ description: 'The name of the source, such as an agency, a newspaper or a report.' }),
    url: uri().nullable().meta({ description: 'The web address of the source. Null if the source has none.' }),
    relation: sourceRelation,
  })
  .meta({ id: 'ArticleSource', description: 'A source of an article.' });

/** A source in requests. */
export const sourceInput = z
  .strictObject({
    name: nameText(200).meta({ description: 'The name of the source, up to 200 characters.' }),
    url: webUrl().nullable().optional().meta({ description: 'The web address of the source.' }),
    relation: sourceRelation.optional(),
  })
  .meta({ id: 'ArticleSourceWrite', description: 'A source of an article. The default of `relation` is `cited`.' });

export const lang = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT');

export const tag = nameText(100).refine((name) => tagSlug(name) !== '', 'must contain a letter or a digit');

export const tagSlugsOutput = showsFields(
  z.array(z.string()).meta({
    description: 'The slugs of the keywords, in the same order. `tag=` finds articles by them.',
  }),
  'articles.tags',
);

export const sectionOutput = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    path: z.string().meta({
      description: 'The slugs from the root of the section tree to this section, joined by `/`.',
    }),
    description: z.string().nullable().optional().meta({
      description: 'The description of the section. Returned only with `include=section`.',
    }),
    parentId: z.uuid().nullable().optional().meta({
      description:
        'The id of the section above this one. Null for a root of the section tree. Returned only with `include=section`.',
    }),
  })
  .meta({
    id: 'SectionRef',
    description: 'The section to which an article belongs.',
    examples: [{ id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'europe', name: 'Europe', path: 'world/europe' }],
  });

export const personOutput = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    relation,
    titleAsPrinted: z.string().nullable().meta({
      description: 'The title of the person, as the article prints it. Null if the article prints no title.',
    }),
    role: showsFields(
      Role.nullable().meta({
        description:
          'The office that the person held on the day of the article. A published article keeps the office that the directory of people contained at publication. A draft copy shows the office that the directory contains now.',
      }),
      'people.roles',
    ),
  })
  .meta({
    id: 'ArticlePerson',
    description: 'A person who is connected with an article.',
    examples: [
      {
        id: '0197f3c0-8112-7000-8000-3e1f6f2a4b56',
        slug: 'angela-merkel',
        name: 'Angela Merkel',
        relation: 'quoted',
        titleAsPrinted: 'Chancellor',
        role: { title: 'Federal Chancellor', organisation: 'Federal Government of Germany' },
      },
    ],
  });

export const byline = showsFields(
  z.array(NamedPerson).meta({ description: 'The people with the relation `author`, in the byline order.' }),
  'articles.people',
);

export const commentSummary = z
  .object({
    open: showsFields(
      z.boolean().meta({ description: 'Whether editors allow comments. The comment policy can refuse them.' }),
      'articles.commentsOpen',
    ),
    count: z.int().min(0).meta({ description: 'The number of approved comments.' }),
  })
  .meta({ description: 'Whether editors allow comments, and how many comments there are.' });

export const articleMentions = showsFields(
  z.array(Mention).optional().meta({ description: 'The mentions. Returned only with `include=mentions`.' }),
  ...mentionSources,
);

/** A person in requests. */
export const personInput = z
  .strictObject({
    person: reference().meta({ description: 'The id or slug of the person.' }),
    relation,
    titleAsPrinted: lineText(200).nullable().optional().meta({
      description: 'The title of the person, as the article prints it. It has up to 200 characters.',
    }),
  })
  .meta({ id: 'ArticlePersonWrite', description: 'A person who is connected with an article.' });

const seoTexts = {
  title: 'The title for search engines. Null means that the headline is used.',
  description: 'The description for search engines. Null means that the standfirst is used.',
  canonicalUrl: 'The canonical address of an article that first appeared on another site. Null for other articles.',
};

export const Seo = z
  .object({
    title: z.string().nullable().meta({ description: seoTexts.title }),
    description: z.string().nullable().meta({ description: seoTexts.description }),
    canonicalUrl: uri().nullable().meta({ description: seoTexts.canonicalUrl }),
  })
  .meta({
    id: 'Seo',
    description: 'The texts and the canonical address for search engines.',
    examples: [{ title: 'Presidents meet in Hamburg', description: 'What they spoke about.', canonicalUrl: null }],
  });

/** The texts for search engines in requests. */
export const seoInput = z
  .strictObject({
    title: lineText(200).nullable().optional().meta({ description: seoTexts.title }),
    description: text(500, 0).nullable().optional().meta({ description: seoTexts.description }),
    canonicalUrl: webUrl().nullable().optional().meta({ description: seoTexts.canonicalUrl }),
  })
  .meta({ id: 'SeoWrite', description: 'The texts and the canonical address for search engines.' });

export const RelatedArticle = z.object({ id: z.uuid(), slug: z.string(), headline: z.string() }).meta({
  id: 'RelatedArticle',
  description: 'An article that is related to another article.',
  examples: [{ id: '0197f3c0-7e1b-7a3c-8b12-2c3d4e5f6a7b', slug: 'the-g20-in-brief', headline: 'The G20 in brief' }],
});

export type Relation = z.infer<typeof relation>;
