import { z } from 'zod';
import {
  commaList,
  dateTime,
  day,
  idList,
  instant,
  pageOf,
  pageParameters,
  partialDate,
  patchOf,
  reference,
  text,
  webUrl,
} from '../../platform/http/index.js';
import { unchanged } from '../external-ids/index.js';

const ALIAS_KINDS = ['alias', 'former', 'transliteration', 'initials', 'nickname'] as const;
const NAME_ORDERS = ['given-first', 'family-first'] as const;

/** How many entries a list of a person's may have. */
const most = 100;

const role = {
  title: 'Federal Chancellor',
  organisation: 'Federal Government of Germany',
  from: '2005-11-22',
  to: '2021-12-08',
};
const written = {
  name: 'Angela Merkel',
  givenName: 'Angela',
  familyName: 'Merkel',
  shortNames: ['Merkel'],
  aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', to: '1977' }],
  roles: [role],
  wikidataId: 'Q567',
};
const example = {
  id: '0197f3c0-8111-7000-8000-3e1f6f2a4b55',
  slug: 'angela-merkel',
  ...written,
  sortName: 'Merkel, Angela',
  nameOrder: 'given-first',
  aliases: [{ name: 'Angela Dorothea Kasner', kind: 'former', from: null, to: '1977' }],
  disambiguation: null,
  bio: 'German politician and scientist.',
  imageUrl: null,
  sameAs: ['https://www.britannica.com/biography/Angela-Merkel'],
  version: 1,
  createdAt: '2017-07-03T08:00:00.000Z',
  updatedAt: '2017-07-03T08:00:00.000Z',
};

const span = {
  from: z.string().nullable().meta({ description: 'First day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
  to: z.string().nullable().meta({ description: 'Last day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
};
const PersonAlias = z.object({ name: z.string(), kind: z.enum(ALIAS_KINDS), ...span });
const PersonRole = z.object({ title: z.string(), organisation: z.string().nullable(), ...span });

export const Person = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    sortName: z.string().meta({ description: 'The name by which lists are sorted.' }),
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    nameOrder: z.enum(NAME_ORDERS).meta({ description: 'Which part of the name comes first.' }),
    shortNames: z.array(z.string()).meta({ description: 'How a story names the person after the first time.' }),
    aliases: z.array(PersonAlias).meta({ description: 'Other names, and when they were in use.' }),
    roles: z.array(PersonRole).meta({ description: 'Offices, and when they were held.' }),
    currentRoles: z.array(PersonRole).optional().meta({ description: 'Only with asOf: the roles held on that day.' }),
    disambiguation: z.string().nullable().meta({ description: 'Tells apart people of the same name.' }),
    bio: z.string().nullable(),
    imageUrl: z.string().nullable(),
    wikidataId: z.string().nullable(),
    sameAs: z.array(z.string()).meta({ description: 'Addresses of pages about the same person.' }),
    version: z.int(),
    createdAt: instant(),
    updatedAt: instant(),
  })
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

const spanInput = {
  from: partialDate().nullable().optional().meta({ description: 'First day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
  to: partialDate().nullable().optional().meta({ description: 'Last day, not before `from`.' }),
};

export const PersonInput = z
  .strictObject({
    name: text(200).meta({ description: 'The name as it is printed.' }),
    slug: reference().optional().meta({ description: 'Made from the name when left out.' }),
    sortName: text(200).optional().meta({ description: 'Made from the other names when left out: "Family, Given".' }),
    givenName: text(200).nullable().optional(),
    familyName: text(200).nullable().optional(),
    nameOrder: z.enum(NAME_ORDERS).optional().meta({ description: 'given-first when left out.' }),
    shortNames: z.array(text(200)).max(most, `has at most ${most} entries`).optional(),
    aliases: z
      .array(z.strictObject({ name: text(200), kind: z.enum(ALIAS_KINDS), ...spanInput }))
      .max(most, `has at most ${most} entries`)
      .optional()
      .meta({ description: 'Other names, and when they were in use. Always sent whole.' }),
    roles: z
      .array(z.strictObject({ title: text(200), organisation: text(200).nullable().optional(), ...spanInput }))
      .max(most, `has at most ${most} entries`)
      .optional()
      .meta({ description: 'Offices, and when they were held. Always sent whole.' }),
    disambiguation: text(200).nullable().optional().meta({ description: 'Tells apart people of the same name.' }),
    bio: text(10_000, 0).nullable().optional(),
    imageUrl: webUrl().nullable().optional(),
    wikidataId: z
      .string()
      .regex(/^Q[1-9]\d{0,14}$/, 'is the id of a Wikidata item, such as Q567')
      .nullable()
      .optional()
      .meta({ description: 'One person has it.' }),
    sameAs: z.array(webUrl()).max(most, `has at most ${most} entries`).optional(),
  })
  .meta({ id: 'PersonWrite', description: 'What is written of a person.', examples: [written] });

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
      .max(100, 'has at most 100 entries'),
    limit: z.int().min(1).max(20).optional().meta({ description: 'Candidates for each name; 5 when left out.' }),
  })
  .meta({
    id: 'PeopleResolve',
    description: 'Names of which one wants to know whose they are.',
    examples: [{ names: [{ name: 'Merkel', title: 'Chancellor', date: '2017-07-07' }] }],
  });

export const Resolved = z
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
                  name: example.name,
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

export const PersonPatch = patchOf(PersonInput, 'PersonPatch');

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
/** A person as stored, whole. */
export type PersonRow = Omit<Person, 'currentRoles'>;
export type WholePerson = z.infer<typeof WholePerson>;
export type PersonAlias = z.infer<typeof PersonAlias>;
export type PersonRole = z.infer<typeof PersonRole>;
export type PersonInput = z.infer<typeof PersonInput>;
export type PersonListQuery = z.infer<typeof PersonListQuery>;
export type Reason = (typeof REASONS)[number];
export type ResolveInput = z.infer<typeof ResolveInput>;
export type Resolved = z.infer<typeof Resolved>;
export type PersonQuery = z.infer<typeof PersonQuery>;
