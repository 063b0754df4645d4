import { z } from 'zod';
import { text } from '../../platform/fields/index.js';

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
const RELATIONS = ['author', 'subject', 'mentioned', 'quoted', 'pictured'] as const;
export const SOURCE_RELATIONS = ['cited', 'original', 'syndicated'] as const;

export const relation = z.enum(RELATIONS);

export const lang = z
  .string()
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}$/, 'must be a BCP 47 language tag, such as en or de-AT');

export const tag = text(100)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._&'+#-]*$/u,
    "must start with a letter or a digit and contain only letters, digits, spaces and . _ & ' + # -",
  )
  .transform((value) => value.normalize('NFC').toLowerCase());

export const sectionOutput = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    path: z.string(),
    description: z.string().nullable().optional().meta({ description: 'Only with include=section.' }),
    parentId: z.uuid().nullable().optional().meta({ description: 'Only with include=section.' }),
  })
  .meta({ id: 'SectionRef', description: 'A section that an article belongs to.' });

const Role = z
  .object({ title: z.string(), organisation: z.string().nullable() })
  .meta({ id: 'Role', description: 'An office, such as Federal Chancellor.' });

export const personOutput = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    relation,
    titleAsPrinted: z.string().nullable().meta({ description: 'The office as the story prints it.' }),
    role: Role.nullable().meta({
      description: 'The office held on the day of the story, as the directory knew it when the story was published.',
    }),
  })
  .meta({ id: 'ArticlePerson', description: 'A person who is connected with an article.' });

/** A person's name and address. */
export const PersonRef = z
  .object({ id: z.uuid(), slug: z.string(), name: z.string() })
  .meta({ id: 'PersonRef', description: 'A person.' });

export const Image = z
  .object({
    url: z.string(),
    alt: z.string(),
    caption: z.string().nullable(),
    credit: z.string().nullable(),
  })
  .meta({ id: 'Image', description: 'An image with its alternative text.' });

export const Seo = z
  .object({
    title: z.string().nullable(),
    description: z.string().nullable(),
    canonicalUrl: z.string().nullable(),
  })
  .meta({ id: 'Seo', description: 'What search engines are given instead of the headline and the standfirst.' });

export const RelatedArticle = z
  .object({ id: z.uuid(), slug: z.string(), headline: z.string() })
  .meta({ id: 'RelatedArticle', description: 'An article that another one refers to.' });

export type Relation = z.infer<typeof relation>;
