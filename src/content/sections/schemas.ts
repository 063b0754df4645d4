import { z } from 'zod';
import { dateTime, idList, instant, nameText, patchSchemaOf, reference, text } from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { unchangedField } from '../external-ids/index.js';
import { directoryFields, Visibility, visibilityFilter, visibilityInput } from '../visibility/index.js';

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
    slug: z.string().meta({ description: 'The last part of the web address of the section.' }),
    name: z.string(),
    description: z.string().nullable().meta({ description: 'The description for readers. Null if there is none.' }),
    parentId: z.uuid().nullable().meta({
      description: 'The id of the section above this one. Null for a root of the section tree.',
    }),
    path: z.string().meta({
      description: 'The slugs from the root of the section tree to this section, joined by `/`.',
    }),
    position: z.int().meta({
      description: 'The position among the sections with the same parent. The lowest comes first.',
    }),
    version: z.int().meta({ description: 'The version of the section. It rises with each change.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({
    id: 'Section',
    description: 'A part of the site under which articles are published. Sections form a tree.',
    examples: [example],
  });

export const SectionList = pageOf(Section, 'SectionList');

const deskExample = { ...example, visibility: 'public' };

export const DeskSection = Section.extend({ visibility: Visibility }).meta({
  id: 'DeskSection',
  description: 'A section as editors see it, even if it is not public.',
  examples: [deskExample],
});

export const DeskSectionList = pageOf(DeskSection, 'DeskSectionList');

export const SectionInput = z
  .strictObject({
    name: nameText(200).meta({ description: 'The name of the section, up to 200 characters.' }),
    slug: reference().optional().meta({ description: 'The slug. By default, the server makes it from the name.' }),
    description: text(2_000, 0).nullable().optional().meta({
      description: 'The description for readers, up to 2,000 characters.',
    }),
    parent: reference().nullable().optional().meta({
      description: 'The id or slug of the section above this one. Null for a root of the section tree.',
    }),
    position: z.int().min(0).max(1_000_000).optional().meta({
      description: 'The position among the sections with the same parent. The lowest comes first. The default is 0.',
    }),
    visibility: visibilityInput,
  })
  .meta({
    id: 'SectionWrite',
    description: 'The writable fields of a section.',
    examples: [{ name: 'Europe', parent: 'world', position: 1 }],
  });

export const ExternalSection = DeskSection.extend({ unchanged: unchangedField }).meta({
  id: 'ExternalSection',
  description: 'A section, and whether the request changed it.',
  examples: [{ ...deskExample, unchanged: true }],
});

export const SectionPatch = patchSchemaOf(SectionInput, 'SectionPatch', {
  description: 'From Lisbon to the Urals.',
  position: 2,
});

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
    .meta({ description: 'The order of the list. A leading "-" sorts in descending order.' }),
  fields: directoryFields(Section),
  parent: z
    .union([z.literal('none'), reference()])
    .optional()
    .meta({
      description:
        'Only sections directly below this section. Send its id or slug, or `none` for the roots of the section tree.',
      examples: ['world'],
    }),
  ids: idList().optional().meta({
    description: 'Only sections with these ids. Send up to 100 ids, separated by commas.',
  }),
  'updatedAt[gte]': dateTime().optional().meta({ description: 'Only sections last changed at or after this time.' }),
  'updatedAt[lt]': dateTime().optional().meta({ description: 'Only sections last changed before this time.' }),
});

export const DeskSectionListQuery = SectionListQuery.extend({
  fields: directoryFields(DeskSection),
  visibility: visibilityFilter,
});

export const SectionQuery = z.strictObject({ fields: directoryFields(Section) });

export const DeskSectionQuery = z.strictObject({ fields: directoryFields(DeskSection) });

export const DeleteSectionQuery = z.strictObject({
  moveTo: reference()
    .optional()
    .meta({
      description: 'The id or slug of the section that receives the articles and subsections of the deleted section.',
      examples: ['world'],
    }),
});

export const SectionRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the section.', examples: ['europe'] }),
});
/** The section that is deleted: the example is one without articles. */
export const UnusedSectionRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the section.', examples: ['sport'] }),
});

export type DeskSection = z.infer<typeof DeskSection>;
export type SectionInput = z.infer<typeof SectionInput>;
export type SectionListQuery = z.infer<typeof SectionListQuery> & { visibility?: Visibility | undefined };
