import { z } from 'zod';
import {
  dateTime,
  day,
  idList,
  instant,
  patchSchemaOf,
  reference,
  showsFields,
  text,
} from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { unchangedField } from '../external-ids/index.js';
import { directoryFields, type Visibility, visibilityFilter } from '../visibility/index.js';
import { catalogue, searchedFields } from './fields.js';

const example = catalogue.examplesOf(catalogue.namesAt('list'));
const { name, givenName, familyName, shortNames, roles } = example;
const exampleInput = {
  ...{ name, givenName, familyName, shortNames, roles },
  aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', to: '1977' }],
};

export const Person = z
  .object(catalogue.outputShape('list'))
  .meta({ id: 'Person', description: 'A person who is named in articles or writes articles.', examples: [example] });

const Appearance = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    headline: z.string(),
    publishedAt: instant().meta({ description: 'When the article was published.' }),
  })
  .meta({ id: 'Appearance', description: 'An article that names a person.' });
const appearanceExample = {
  id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  slug: 'two-presidents-meet-in-hamburg',
  headline: 'Two presidents meet in Hamburg',
  publishedAt: '2017-07-07T18:00:00.000Z',
};

const exampleWhole = {
  ...example,
  articleCount: 1,
  firstAppearance: appearanceExample,
  latestAppearance: appearanceExample,
  with: [{ id: '0197f3c0-8112-7000-8000-3e1f6f2a4b56', slug: 'theresa-may', name: 'Theresa May', articleCount: 1 }],
};

export const WholePerson = Person.extend({
  articleCount: z.int().min(0).meta({
    description:
      'The number of published articles that the person wrote or is named in. This includes articles in which the person was found automatically.',
  }),
  firstAppearance: Appearance.nullable().meta({
    description: 'The oldest published article that names the person. Null if there is none.',
  }),
  latestAppearance: Appearance.nullable().meta({
    description: 'The newest published article that names the person. Null if there is none.',
  }),
  with: z
    .array(
      z
        .object({
          id: z.uuid(),
          slug: z.string(),
          name: z.string(),
          articleCount: z.int().min(1).meta({
            description: 'How many of the newest 200 articles about the requested person also name this person.',
          }),
        })
        .meta({ id: 'AssociatedPerson', description: 'A person who is named in the same articles as another person.' }),
    )
    .meta({
      description:
        'Up to ten people who are most often named in the same articles as this person. Only the newest 200 articles about this person are counted.',
    }),
}).meta({
  id: 'WholePerson',
  description: 'A person, with statistics about the published articles that name the person.',
  examples: [exampleWhole],
});

export const PersonList = pageOf(Person, 'PersonList');

const { visibility } = catalogue.outputShape('desk');
const deskExample = { visibility: 'public' };

export const DeskPerson = Person.extend({ visibility }).meta({
  id: 'DeskPerson',
  description: 'A person as editors see the entry, even if it is not public.',
  examples: [{ ...example, ...deskExample }],
});

export const DeskWholePerson = WholePerson.extend({ visibility }).meta({
  id: 'DeskWholePerson',
  description: 'A person as editors see the entry, with statistics about the published articles that name the person.',
  examples: [{ ...exampleWhole, ...deskExample }],
});

export const DeskPersonList = pageOf(DeskPerson, 'DeskPersonList');

export const PersonInput = z
  .strictObject(catalogue.inputShape())
  .meta({ id: 'PersonWrite', description: 'The writable fields of a person.', examples: [exampleInput] });

export const MergeInput = z
  .strictObject({
    into: reference().meta({ description: 'The id or slug of the person who remains after the merge.' }),
  })
  .meta({
    id: 'PersonMerge',
    description: 'The person who remains after a merge.',
    examples: [{ into: 'noor-hallewell' }],
  });

export const ExternalPerson = DeskWholePerson.extend({ unchanged: unchangedField }).meta({
  id: 'ExternalPerson',
  description: 'A person, and whether the request changed the entry.',
  examples: [{ ...exampleWhole, ...deskExample, unchanged: true }],
});

export const PersonPatch = patchSchemaOf(PersonInput, 'PersonPatch', {
  disambiguation: 'Chancellor of Germany from 2005 to 2021',
});

const asOf = day()
  .optional()
  .meta({
    description: 'A day. Adds `currentRoles`: the offices that people held on this day.',
    examples: ['2017-06-29'],
  });

export const PersonListQuery = z.strictObject({
  ...pageParameters,
  sort: z
    .enum([
      'sortName',
      '-sortName',
      'name',
      '-name',
      'updatedAt',
      '-updatedAt',
      'createdAt',
      '-createdAt',
      '-relevance',
    ])
    .optional()
    .meta({
      description:
        'The order of the list. A leading "-" sorts in descending order. The default is `sortName`, or `-relevance` with `q`.',
      examples: ['sortName'],
    }),
  fields: directoryFields(Person),
  asOf,
  q: showsFields(
    text(200)
      .optional()
      .meta({
        description:
          'A name, or the beginnings of its words. You can send it in any script, with or without diacritics. The search includes the current and former names of people. If nobody matches, the response lists people with similar names.',
        examples: ['merkel'],
      }),
    ...searchedFields,
  ),
  ids: idList()
    .optional()
    .meta({
      description: 'Only people with these ids. Send up to 100 ids, separated by commas.',
      examples: [example.id],
    }),
  'updatedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Only people last changed at or after this time.', examples: ['2017-07-01T00:00:00Z'] }),
  'updatedAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Only people last changed before this time.', examples: ['2017-08-01T00:00:00Z'] }),
});

export const DeskPersonListQuery = PersonListQuery.extend({
  fields: directoryFields(DeskPerson),
  visibility: visibilityFilter,
});

export const PersonQuery = z.strictObject({ fields: directoryFields(WholePerson), asOf });

export const DeskPersonQuery = z.strictObject({ fields: directoryFields(DeskWholePerson), asOf });

export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the person.', examples: ['angela-merkel'] }),
});
/** The person who is merged or deleted: the example is a duplicate that no article names. */
export const DuplicatePersonRef = z.strictObject({
  ref: reference().meta({ description: 'The id or slug of the person.', examples: ['n-hallewell'] }),
});

export type Person = z.infer<typeof Person>;
/** A stored person. */
export type PersonRow = Omit<z.infer<typeof DeskPerson>, 'currentRoles'>;
export type DeskWholePerson = z.infer<typeof DeskWholePerson>;
export type PersonInput = z.infer<typeof PersonInput>;
export type PersonListQuery = z.infer<typeof PersonListQuery> & { visibility?: Visibility | undefined };
export type PersonQuery = z.infer<typeof PersonQuery>;
