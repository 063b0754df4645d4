import { z } from 'zod';
import { commaList, dateTime, idList, instant, patchSchemaOf, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { unchanged } from '../external-ids/index.js';

const example = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  slug: 'europe',
  name: 'Europe',
  description: 'From Lisbon to the Urals.',
  parentId: '0197f3c0-7e19-7c0d-8a41-5be1d2c3f4a5',
  path: 'world/europe',
  position: 1,
  version: 1,
  createdAt: '2017-07-03T08:00:00.000Z',
  updatedAt: '2017-07-03T08:00:00.000Z',
};

export const Section = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    parentId: z.uuid().nullable(),
    path: z.string().meta({ description: 'Slugs from the root to this section, joined by "/".' }),
    position: z.int().meta({ description: 'Place among its siblings, lowest first.' }),
    version: z.int(),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({
    id: 'Section',
    description: 'A part of the newsroom: what it publishes under. Sections form a tree.',
    examples: [example],
  });

export const SectionList = pageOf(Section, 'SectionList');

export const SectionInput = z
  .strictObject({
    name: text(200),
    slug: reference().optional().meta({ description: 'Made from the name when left out.' }),
    description: text(2_000, 0).nullable().optional(),
    parent: reference().nullable().optional().meta({ description: 'The section above it, by id or slug.' }),
    position: z.int().min(0).max(1_000_000).optional(),
  })
  .meta({
    id: 'SectionWrite',
    description: 'What is written of a section.',
    examples: [{ name: 'Europe', parent: 'world', position: 1 }],
  });

export const ExternalSection = Section.extend({ unchanged }).meta({
  id: 'ExternalSection',
  description: 'A section, and whether what was sent has changed it.',
  examples: [{ ...example, unchanged: true }],
});

export const SectionPatch = patchSchemaOf(SectionInput, 'SectionPatch');

const sectionFields = Section.keyof().options as [string, ...string[]];

export const SectionListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum([
      'position',
      '-position',
      'name',
      '-name',
      'path',
      '-path',
      'updatedAt',
      '-updatedAt',
      'createdAt',
      '-createdAt',
    ])
    .default('position')
    .meta({ description: 'The order; a leading "-" is descending.' }),
  fields: commaList(sectionFields)
    .optional()
    .meta({ description: 'Only these properties.', examples: ['id,slug,name'] }),
  parent: z
    .union([z.literal('none'), reference()])
    .optional()
    .meta({
      description: 'Those directly below this section, by id or slug; `none` for the roots.',
      examples: ['world'],
    }),
  ids: idList().optional().meta({ description: 'Those with these ids, separated by commas.' }),
  'updatedAt[gte]': dateTime().optional().meta({ description: 'Changed at this time or later.' }),
  'updatedAt[lt]': dateTime().optional().meta({ description: 'Changed before this time.' }),
});

export const SectionQuery = z.strictObject({ fields: SectionListQuery.shape.fields });

export const DeleteSectionQuery = z.strictObject({
  moveTo: reference()
    .optional()
    .meta({ description: 'Where its articles and the sections below it go, by id or slug.', examples: ['world'] }),
});

export const SectionRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the section.', examples: ['europe'] }),
});

export type Section = z.infer<typeof Section>;
export type SectionInput = z.infer<typeof SectionInput>;
export type SectionListQuery = z.infer<typeof SectionListQuery>;
