import { z } from 'zod';
import {
  createFieldCatalogue,
  derivedField,
  instant,
  linkedField,
  nameText,
  reference,
  type StoredValues,
  showsFields,
  storedField,
  text,
  uri,
  webUrl,
} from '../../platform/fields/index.js';
import { Visibility, visibilityInput } from '../visibility/index.js';
import { aliasInput, PersonAlias, PersonRole, roleInput } from './field.schemas.js';

const NAME_ORDERS = ['given-first', 'family-first'] as const;

/** The fields by which people are found, besides the name and its parts. */
export const searchedFields = ['people.shortNames', 'people.aliases'] as const;

/** The maximum number of entries in each list of a person. */
export const maxEntries = 100;
const tooMany = `must have at most ${maxEntries} entries`;

const role = {
  title: 'Federal Chancellor',
  organisation: 'Federal Government of Germany',
  from: '2005-11-22',
  to: '2021-12-08',
};

/** Declares an optional text field. */
const optionalText = (example: string | null, input: z.ZodType<string>, description: string, output = z.string()) =>
  storedField({
    placement: 'list',
    columnType: 'text',
    input: input.nullable().optional().meta({ description }),
    output: output.nullable().meta({ description: `${description} Null if there is none.` }),
    toStored: (value) => value ?? null,
    example,
  });

/**
 * The fields of a person, in the order of responses. Requests, responses, columns and imports are derived from this
 * catalogue.
 *
 * To add a field that is stored as it is sent, add it here, to the model Person of the Prisma schema, and in a
 * migration.
 */
export const personFields = {
  id: derivedField({ placement: 'list', output: z.uuid(), example: '0197f3c0-8111-7000-8000-3e1f6f2a4b55' }),
  slug: linkedField({
    placement: 'list',
    columns: { slug: 'text' },
    input: reference().optional().meta({ description: 'The slug. By default, the server makes it from the name.' }),
    output: z.string().meta({ description: 'The last part of the web address of the person in this API.' }),
    example: 'angela-merkel',
  }),
  name: storedField({
    placement: 'list',
    columnType: 'text',
    input: nameText(200).meta({ description: 'The name as it is printed, up to 200 characters.' }),
    output: z.string().meta({ description: 'The name as it is printed.' }),
    toStored: (value) => value,
    example: 'Angela Merkel',
  }),
  sortName: linkedField({
    placement: 'list',
    columns: { sortName: 'text' },
    input: nameText(200).optional().meta({
      description:
        'The name by which lists are sorted. By default, the server makes it from the other names: "Family, Given".',
    }),
    output: z.string().meta({ description: 'The name by which lists are sorted.' }),
    example: 'Merkel, Angela',
  }),
  givenName: optionalText('Angela', nameText(200), 'The given names of the person.'),
  familyName: optionalText('Merkel', nameText(200), 'The family name of the person.'),
  nameOrder: storedField({
    placement: 'list',
    columnType: 'text',
    input: z.enum(NAME_ORDERS).optional().meta({
      description: 'Which part of the name comes first. The default is `given-first`.',
    }),
    output: z.enum(NAME_ORDERS).meta({ description: 'Which part of the name comes first.' }),
    toStored: (value = 'given-first') => value,
    example: 'given-first',
  }),
  shortNames: storedField({
    placement: 'list',
    columnType: 'text[]',
    input: z.array(nameText(200)).max(maxEntries, tooMany).optional().meta({
      description: 'Up to 100 short names that articles use after the first mention of the person.',
    }),
    output: z.array(z.string()).meta({ description: 'The short names that articles use after the first mention.' }),
    toStored: (value = []) => value,
    example: ['Merkel'],
  }),
  aliases: linkedField({
    placement: 'list',
    columns: {},
    input: z
      .array(aliasInput)
      .max(maxEntries, tooMany)
      .optional()
      .meta({ description: 'Up to 100 other names, and when each name was used. The whole list is replaced.' }),
    output: z.array(PersonAlias).meta({ description: 'Other names of the person, and when each name was used.' }),
    example: [{ name: 'Angela Dorothea Kasner', kind: 'former' as const, from: null, to: '1977' }],
  }),
  roles: linkedField({
    placement: 'list',
    columns: {},
    input: z.array(roleInput).max(maxEntries, tooMany).optional().meta({
      description: 'Up to 100 offices, and when the person held each office. The whole list is replaced.',
    }),
    output: z.array(PersonRole).meta({
      description: 'The offices of the person, and when the person held each office.',
    }),
    example: [role],
  }),
  currentRoles: derivedField({
    placement: 'list',
    output: showsFields(
      z.array(PersonRole).optional().meta({
        description: 'The offices that the person held on the day in `asOf`. Returned only with `asOf`.',
      }),
      'people.roles',
    ),
    example: undefined,
  }),
  disambiguation: optionalText(null, nameText(200), 'A note that distinguishes people of the same name.'),
  bio: optionalText('German politician and scientist.', text(10_000, 0), 'A short biography.'),
  imageUrl: optionalText(null, webUrl(), 'The address of a portrait.', uri()),
  wikidataId: storedField({
    placement: 'list',
    columnType: 'text',
    input: z
      .string()
      .regex(/^Q[1-9]\d{0,14}$/, 'must be the id of a Wikidata item, such as Q567')
      .nullable()
      .optional()
      .meta({ description: 'The id of the Wikidata item about the person. Two people cannot have the same id.' }),
    output: z.string().nullable().meta({
      description: 'The id of the Wikidata item about the person, such as `Q567`. Null if not known.',
    }),
    toStored: (value) => value ?? null,
    example: 'Q567',
  }),
  sameAs: storedField({
    placement: 'list',
    columnType: 'text[]',
    input: z.array(webUrl()).max(maxEntries, tooMany).optional().meta({
      description: 'Up to 100 addresses of web pages about the person.',
    }),
    output: z.array(uri()).meta({ description: 'Addresses of web pages about the person.' }),
    toStored: (value = []) => value,
    example: ['https://www.britannica.com/biography/Angela-Merkel'],
  }),
  visibility: linkedField({
    placement: 'desk',
    columns: { visibility: 'text' },
    input: visibilityInput,
    output: Visibility,
    example: 'public' as const,
  }),
  version: derivedField({
    placement: 'list',
    output: z.int().meta({ description: 'The version of the person. It rises with each change.' }),
    example: 1,
  }),
  createdAt: derivedField({ placement: 'list', output: instant(), example: '2017-07-03T08:00:00.000Z' }),
  updatedAt: derivedField({ placement: 'list', output: instant(), example: '2017-07-03T08:00:00.000Z' }),
};

export const catalogue = createFieldCatalogue(personFields, {
  resource: 'people',
  // Lists are sorted by `sortName`, which is made from the parts of the name. `visibility` needs `directory:write`.
  essential: ['slug', 'name', 'sortName', 'givenName', 'familyName', 'nameOrder', 'visibility'],
});

export const { limitableFields: limitablePersonFields } = catalogue;

/** The fields of a person that are stored as they were sent. */
export type PersonValues = StoredValues<typeof personFields>;
