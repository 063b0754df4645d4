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
    path: z.string().meta({ description: 'The slugs from the root to this section, joined by `/`.' }),
    description: z.string().nullable().optional().meta({
      description: 'The description of the section. Only with `include=section`.',
    }),
    parentId: z.uuid().nullable().optional().meta({
      description: 'The section above it. Null for a root. Only with `include=section`.',
    }),
  })
  .meta({
    id: 'SectionRef',
    description: 'The section to which an article belongs.',
    examples: [{ id: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5', slug: 'europe', name: 'Europe', path: 'world/europe' }],
  });

const Role = z
  .object({
    title: z.string().meta({ description: 'The title of the office.' }),
    organisation: z.string().nullable().meta({ description: 'The organisation to which the office belongs.' }),
  })
  .meta({
    id: 'Role',
    description: 'An office that a person holds or held.',
    examples: [{ title: 'Federal Chancellor', organisation: 'Federal Government of Germany' }],
  });

export const personOutput = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    relation: relation.meta({ description: 'How the person is connected with the article.' }),
    titleAsPrinted: z.string().nullable().meta({ description: 'The title of the person as the article prints it.' }),
    role: Role.nullable().meta({
      description:
        'The office that the person held on the day of the article. In public as the directory had it at publication; in draft copies as it has it now.',
    }),
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

/** A person's name and address. */
export const PersonRef = z.object({ id: z.uuid(), slug: z.string(), name: z.string() }).meta({
  id: 'PersonRef',
  description: 'A person in the directory.',
  examples: [{ id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55', slug: 'marta-lindqvist', name: 'Marta Lindqvist' }],
});

export const Image = z
  .object({
    url: z.string().meta({ description: 'The address of the image file.' }),
    alt: z.string().meta({ description: 'The alternative text. Empty if the image is decorative.' }),
    caption: z.string().nullable().meta({ description: 'The text below the image.' }),
    credit: z.string().nullable().meta({ description: 'The photographer or agency.' }),
  })
  .meta({
    id: 'Image',
    description: 'An image with its alternative text.',
    examples: [
      {
        url: 'https://images.paper.example/hamburg.jpg',
        alt: 'Two men shake hands',
        caption: 'The two presidents before their meeting.',
        credit: 'Jonas Ferber',
      },
    ],
  });

export const Seo = z
  .object({
    title: z.string().nullable().meta({ description: 'The title for search engines instead of the headline.' }),
    description: z.string().nullable().meta({
      description: 'The description for search engines instead of the standfirst.',
    }),
    canonicalUrl: z.string().nullable().meta({
      description: 'The canonical address, if the article first appeared elsewhere.',
    }),
  })
  .meta({
    id: 'Seo',
    description: 'The texts and the canonical address for search engines.',
    examples: [{ title: 'Presidents meet in Hamburg', description: 'What they spoke about.', canonicalUrl: null }],
  });

export const RelatedArticle = z.object({ id: z.uuid(), slug: z.string(), headline: z.string() }).meta({
  id: 'RelatedArticle',
  description: 'An article to which another article refers.',
  examples: [{ id: '0197f3c0-7e1b-7a3c-8b12-2c3d4e5f6a7b', slug: 'the-g20-in-brief', headline: 'The G20 in brief' }],
});

export type Relation = z.infer<typeof relation>;
