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

export const sectionOutput = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  path: z.string(),
  description: z.string().nullable().optional().meta({ description: 'Only with include=section.' }),
  parentId: z.uuid().nullable().optional().meta({ description: 'Only with include=section.' }),
});

export const personOutput = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  relation,
  titleAsPrinted: z.string().nullable().meta({ description: 'The office as the story prints it.' }),
  role: z.object({ title: z.string(), organisation: z.string().nullable() }).nullable().meta({
    description: 'The office held on the day of the story, as the directory knew it when the story was published.',
  }),
});

export type Relation = z.infer<typeof relation>;
