import { z } from 'zod';
import {
  commaList,
  dateTime,
  day,
  idList,
  instant,
  patchSchemaOf,
  reference,
  text,
} from '../../platform/fields/index.js';
import { pageOf, pageParameters } from '../../platform/paging/index.js';
import { unchanged } from '../external-ids/index.js';
import { catalogue } from './fields.js';

const example = catalogue.examplesOf(catalogue.namesAt('list'));
const { name, givenName, familyName, shortNames, roles, wikidataId } = example;
const exampleInput = {
  ...{ name, givenName, familyName, shortNames, roles, wikidataId },
  aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', to: '1977' }],
};

export const Person = z
  .object(catalogue.outputShape('list'))
  .meta({ id: 'Person', description: 'Somebody whom stories name, or who writes them.', examples: [example] });

const Appearance = z.object({ id: z.uuid(), slug: z.string(), headline: z.string(), publishedAt: instant() });
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
    description: 'Published stories that the person wrote or is named in, whether an editor or the linker says so.',
  }),
  firstAppearance: Appearance.nullable().meta({ description: 'The oldest of them.' }),
  latestAppearance: Appearance.nullable().meta({ description: 'The newest of them.' }),
  with: z
    .array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), articleCount: z.int().min(1) }))
    .meta({ description: 'Who is named most often beside the person in the newest two hundred of them: ten at most.' }),
}).meta({
  id: 'WholePerson',
  description: 'A person, and where they appear.',
  examples: [exampleWhole],
});

export const PersonList = pageOf(Person, 'PersonList');

export const PersonInput = z
  .strictObject(catalogue.inputShape())
  .meta({ id: 'PersonWrite', description: 'What is written of a person.', examples: [exampleInput] });

export const MergeInput = z
  .strictObject({ into: reference().meta({ description: 'The person who stays, by id or slug.' }) })
  .meta({ id: 'PersonMerge', description: 'Whom an entry is merged into.', examples: [{ into: 'angela-merkel' }] });

const REASONS = [
  'name',
  'alias',
  'short-name',
  'partial-name',
  'similar-name',
  'alias-of-another-time',
  'title-held',
  'title-of-another-time',
  'title-unknown',
  'nothing-known-by-then',
] as const;

export const ResolveInput = z
  .strictObject({
    names: z
      .array(
        z.strictObject({
          name: text(200).meta({ description: 'As it is printed, in any script.' }),
          date: day().optional().meta({ description: 'The day of the text: who was called that, and what, then.' }),
          title: text(200).optional().meta({ description: 'The office printed beside the name.' }),
        }),
      )
      .min(1)
      .max(100, 'must have at most 100 entries'),
    limit: z.int().min(1).max(20).optional().meta({ description: 'Candidates for each name; 5 when left out.' }),
  })
  .meta({
    id: 'PeopleResolve',
    description: 'Names of which one wants to know whose they are.',
    examples: [{ names: [{ name: 'Merkel', title: 'Chancellor', date: '2017-07-07' }] }],
  });

export const ResolveResult = z
  .object({
    results: z.array(
      z.object({
        name: z.string(),
        candidates: z
          .array(
            z.object({
              person: z.object({
                id: z.uuid(),
                slug: z.string(),
                name: z.string(),
                disambiguation: z.string().nullable(),
                wikidataId: z.string().nullable(),
              }),
              score: z.number().min(0).max(1).meta({ description: '1 is certain; below 0.5 it is a guess.' }),
              reasons: z.array(z.enum(REASONS)).meta({ description: 'What speaks for and against it.' }),
            }),
          )
          .meta({ description: 'The likeliest first; none when nobody is called anything like it.' }),
      }),
    ),
  })
  .meta({
    id: 'PeopleResolved',
    description: 'For each name, in the order of the request, whose it may be.',
    examples: [
      {
        results: [
          {
            name: 'Merkel',
            candidates: [
              {
                person: {
                  id: example.id,
                  slug: example.slug,
                  name,
                  disambiguation: null,
                  wikidataId: 'Q567',
                },
                score: 0.85,
                reasons: ['short-name', 'title-held'],
              },
            ],
          },
        ],
      },
    ],
  });

export const ExternalPerson = WholePerson.extend({ unchanged }).meta({
  id: 'ExternalPerson',
  description: 'A person, and whether what was sent has changed them.',
  examples: [{ ...exampleWhole, unchanged: true }],
});

export const PersonPatch = patchSchemaOf(PersonInput, 'PersonPatch');

const personFields = Person.keyof().options as [string, ...string[]];
const fields = commaList(personFields)
  .optional()
  .meta({ description: 'Only these properties.', examples: ['id,slug,name'] });
const asOf = day()
  .optional()
  .meta({ description: 'A day: adds `currentRoles`, the roles held then.', examples: ['2017-06-29'] });

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
        'The order; a leading "-" is descending. By sortName when left out, with q the best match first (-relevance).',
      examples: ['sortName'],
    }),
  fields,
  asOf,
  q: text(200)
    .optional()
    .meta({
      description:
        'Words with which the words of a name begin, any of the names that the person has or had, with or without diacritics; where nobody is called that, people who are called much like it.',
      examples: ['merkel'],
    }),
  ids: idList()
    .optional()
    .meta({ description: 'Those with these ids, separated by commas.', examples: [example.id] }),
  'updatedAt[gte]': dateTime()
    .optional()
    .meta({ description: 'Changed at this time or later.', examples: ['2017-07-01T00:00:00Z'] }),
  'updatedAt[lt]': dateTime()
    .optional()
    .meta({ description: 'Changed before this time.', examples: ['2017-08-01T00:00:00Z'] }),
});

const wholeFields = WholePerson.keyof().options as [string, ...string[]];
export const PersonQuery = z.strictObject({
  fields: commaList(wholeFields)
    .optional()
    .meta({ description: 'Only these properties.', examples: ['id,slug,name'] }),
  asOf,
});

export const PersonRef = z.strictObject({
  ref: reference().meta({ description: 'Id or slug of the person.', examples: ['angela-merkel'] }),
});

export type Person = z.infer<typeof Person>;
/** A stored person. */
export type PersonRow = Omit<Person, 'currentRoles'>;
export type WholePerson = z.infer<typeof WholePerson>;
export type PersonInput = z.infer<typeof PersonInput>;
export type PersonListQuery = z.infer<typeof PersonListQuery>;
export type Reason = (typeof REASONS)[number];
export type ResolveInput = z.infer<typeof ResolveInput>;
export type ResolveResult = z.infer<typeof ResolveResult>;
export type PersonQuery = z.infer<typeof PersonQuery>;
