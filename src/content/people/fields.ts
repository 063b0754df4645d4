import { z } from 'zod';
import {
  createFieldCatalogue,
  derivedField,
  instant,
  linkedField,
  partialDate,
  reference,
  type StoredValues,
  storedField,
  text,
  webUrl,
} from '../../platform/fields/index.js';

const ALIAS_KINDS = ['alias', 'former', 'transliteration', 'initials', 'nickname'] as const;
const NAME_ORDERS = ['given-first', 'family-first'] as const;

/** The maximum number of entries in each list of a person. */
export const maxEntries = 100;
const tooMany = `must have at most ${maxEntries} entries`;

const span = {
  from: z.string().nullable().meta({ description: 'First day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
  to: z.string().nullable().meta({ description: 'Last day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
};
const spanInput = {
  from: partialDate().nullable().optional().meta({ description: 'First day: YYYY, YYYY-MM or YYYY-MM-DD.' }),
  to: partialDate().nullable().optional().meta({ description: 'Last day, not before `from`.' }),
};

const PersonAlias = z
  .object({ name: z.string(), kind: z.enum(ALIAS_KINDS), ...span })
  .meta({ id: 'PersonAlias', description: 'Another name of a person, and when it was in use.' });
const PersonRole = z
  .object({ title: z.string(), organisation: z.string().nullable(), ...span })
  .meta({ id: 'PersonRole', description: 'An office, and when it was held.' });

const role = {
  title: 'Federal Chancellor',
  organisation: 'Federal Government of Germany',
  from: '2005-11-22',
  to: '2021-12-08',
};

/** Declares an optional text field. */
const optionalText = (example: string | null, input: z.ZodType<string>, meta: { description?: string } = {}) =>
  storedField({
    placement: 'list',
    columnType: 'text',
    input: input.nullable().optional().meta(meta),
    output: z.string().nullable().meta(meta),
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
    input: reference().optional().meta({ description: 'Made from the name when left out.' }),
    output: z.string(),
    example: 'angela-merkel',
  }),
  name: storedField({
    placement: 'list',
    columnType: 'text',
    input: text(200).meta({ description: 'The name as it is printed.' }),
    output: z.string(),
    toStored: (value) => value,
    example: 'Angela Merkel',
  }),
  sortName: linkedField({
    placement: 'list',
    columns: { sortName: 'text' },
    input: text(200).optional().meta({ description: 'Made from the other names when left out: "Family, Given".' }),
    output: z.string().meta({ description: 'The name by which lists are sorted.' }),
    example: 'Merkel, Angela',
  }),
  givenName: optionalText('Angela', text(200)),
  familyName: optionalText('Merkel', text(200)),
  nameOrder: storedField({
    placement: 'list',
    columnType: 'text',
    input: z.enum(NAME_ORDERS).optional().meta({ description: 'given-first when left out.' }),
    output: z.enum(NAME_ORDERS).meta({ description: 'Which part of the name comes first.' }),
    toStored: (value = 'given-first') => value,
    example: 'given-first',
  }),
  shortNames: storedField({
    placement: 'list',
    columnType: 'text[]',
    input: z.array(text(200)).max(maxEntries, tooMany).optional(),
    output: z.array(z.string()).meta({ description: 'How a story names the person after the first time.' }),
    toStored: (value = []) => value,
    example: ['Merkel'],
  }),
  aliases: linkedField({
    placement: 'list',
    columns: {},
    input: z
      .array(z.strictObject({ name: text(200), kind: z.enum(ALIAS_KINDS), ...spanInput }))
      .max(maxEntries, tooMany)
      .optional()
      .meta({ description: 'Other names, and when they were in use. Always sent whole.' }),
    output: z.array(PersonAlias).meta({ description: 'Other names, and when they were in use.' }),
    example: [{ name: 'Angela Dorothea Kasner', kind: 'former' as const, from: null, to: '1977' }],
  }),
  roles: linkedField({
    placement: 'list',
    columns: {},
    input: z
      .array(z.strictObject({ title: text(200), organisation: text(200).nullable().optional(), ...spanInput }))
      .max(maxEntries, tooMany)
      .optional()
      .meta({ description: 'Offices, and when they were held. Always sent whole.' }),
    output: z.array(PersonRole).meta({ description: 'Offices, and when they were held.' }),
    example: [role],
  }),
  currentRoles: derivedField({
    placement: 'list',
    output: z.array(PersonRole).optional().meta({ description: 'Only with asOf: the roles held on that day.' }),
    example: undefined,
  }),
  disambiguation: optionalText(null, text(200), { description: 'Tells apart people of the same name.' }),
  bio: optionalText('German politician and scientist.', text(10_000, 0)),
  imageUrl: optionalText(null, webUrl()),
  wikidataId: storedField({
    placement: 'list',
    columnType: 'text',
    input: z
      .string()
      .regex(/^Q[1-9]\d{0,14}$/, 'must be the id of a Wikidata item, such as Q567')
      .nullable()
      .optional()
      .meta({ description: 'One person has it.' }),
    output: z.string().nullable(),
    toStored: (value) => value ?? null,
    example: 'Q567',
  }),
  sameAs: storedField({
    placement: 'list',
    columnType: 'text[]',
    input: z.array(webUrl()).max(maxEntries, tooMany).optional(),
    output: z.array(z.string()).meta({ description: 'Addresses of pages about the same person.' }),
    toStored: (value = []) => value,
    example: ['https://www.britannica.com/biography/Angela-Merkel'],
  }),
  version: derivedField({ placement: 'list', output: z.int(), example: 1 }),
  createdAt: derivedField({ placement: 'list', output: instant(), example: '2017-07-03T08:00:00.000Z' }),
  updatedAt: derivedField({ placement: 'list', output: instant(), example: '2017-07-03T08:00:00.000Z' }),
};

export const catalogue = createFieldCatalogue(personFields);

/** The fields of a person that are stored as they were sent. */
export type PersonValues = StoredValues<typeof personFields>;
export type PersonAlias = z.infer<typeof PersonAlias>;
export type PersonRole = z.infer<typeof PersonRole>;
