import { webUrl } from '../../platform/fields/index.js';
import { entryLabel, type Fields, isFields, quoteForMessage } from '../directory-files/index.js';
import { asFields, asList, asText, joinNameParts } from './lenient.js';
import type { Draft } from './record.js';

/** The fields of a person that Popolo has and the API does not. */
export const popoloFields: ReadonlySet<string> = new Set([
  'id',
  'other_names',
  'identifiers',
  'family_name',
  'given_name',
  'additional_name',
  'honorific_prefix',
  'honorific_suffix',
  'patronymic_name',
  'sort_name',
  'email',
  'gender',
  'birth_date',
  'death_date',
  'image',
  'summary',
  'biography',
  'national_identity',
  'contact_details',
  'links',
  'memberships',
  'sources',
  'created_at',
  'updated_at',
]);

/** Organizations or posts of a Popolo document by id. */
type Index = ReadonlyMap<unknown, Fields>;

const indexById = (list: unknown): Index =>
  new Map(
    asList(list)
      .filter(isFields)
      .map((item) => [item.id, item]),
  );

const address = webUrl();
const isWebUrl = (value: unknown): boolean => address.safeParse(value).success;

/** The parts of a Popolo document to which persons refer. */
type Context = { organizations: Index; posts: Index; periods: Index };

/** Fields of a person that have no counterpart here. */
const unsupportedFields = [
  'birth_date',
  'death_date',
  'gender',
  'email',
  'national_identity',
  'contact_details',
  'honorific_prefix',
  'honorific_suffix',
  'patronymic_name',
];

/**
 * Reads the people of a Popolo document (https://www.popoloproject.com/specs/). Their memberships become roles, with
 * the dates of the legislative period if they have none. Links to Wikipedia and Wikidata identify a person. Other links
 * are left out, because a linked page may be about several people. What is left out is listed as omissions.
 */
export function popoloPeople(document: Fields): Draft[] {
  const context: Context = {
    organizations: indexById(document.organizations),
    posts: indexById(document.posts),
    periods: indexById(document.events),
  };
  const memberships = new Map<unknown, Fields[]>();
  for (const membership of asList(document.memberships).filter(isFields)) {
    const holder = membership.person_id ?? asFields(membership.person).id;
    const membershipList = memberships.get(holder);
    if (membershipList === undefined) memberships.set(holder, [membership]);
    else membershipList.push(membership);
  }

  return asList(document.persons).map((person, index) => {
    if (!isFields(person)) return { from: entryLabel(index, undefined), person };
    const name = nameOf(person);
    const personMemberships = [
      ...asList(person.memberships).filter(isFields),
      ...(person.id === undefined ? [] : (memberships.get(person.id) ?? [])),
    ];
    return {
      from: entryLabel(index, name),
      person: {
        ...personOf(person, name),
        roles: personMemberships.map((membership) => roleOf(membership, context)),
      },
      omissions: omissionsOf(person, personMemberships, context),
    };
  });
}

const isFilled = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : asText(value) !== undefined || isFields(value);

/** Returns the parts of a person and of the memberships that are left out. */
function omissionsOf(person: Fields, memberships: readonly Fields[], { organizations }: Context): string[] {
  const otherLinks = linksOf(person).filter((url) => !isIdentifying(url));
  const parties = memberships.flatMap(({ on_behalf_of, on_behalf_of_id }) => {
    const party = isFields(on_behalf_of) ? on_behalf_of : organizations.get(on_behalf_of_id ?? on_behalf_of);
    return asText(party?.name) ?? [];
  });
  return [
    ...unsupportedFields.filter((field) => isFilled(person[field])),
    ...asList(person.identifiers)
      .filter(isFields)
      .flatMap(({ scheme }) => {
        const name = asText(scheme) ?? 'without a scheme';
        return name.toLowerCase() === 'wikidata' ? [] : `identifier ${quoteForMessage(name)}`;
      }),
    ...otherLinks.map((url) => `link ${quoteForMessage(url)}`),
    ...new Set(parties.map((party) => `party ${quoteForMessage(party)}`)),
    ...(memberships.some(({ area, area_id }) => isFilled(area) || isFilled(area_id)) ? ['area of a membership'] : []),
    ...(isFilled(person.image) && !isWebUrl(person.image) ? ['image without a web address'] : []),
  ];
}

const linksOf = ({ links }: Fields): string[] =>
  asList(links)
    .filter(isFields)
    .flatMap(({ url }) => asText(url) ?? []);

const wikidataPattern = /^https?:\/\/(?:www\.|m\.)?wikidata\.org\/(?:wiki|entity)\/(Q[1-9]\d{0,14})(?:[?#]|$)/i;
const wikipediaPattern = /^https?:\/\/(?:[\w-]+\.)+wikipedia\.org\/wiki\/[^?#]/i;

/** Returns whether a link leads to a page about one person only. */
const isIdentifying = (url: string): boolean =>
  isWebUrl(url) && (wikidataPattern.test(url) || wikipediaPattern.test(url));

function nameOf({ name, given_name, family_name }: Fields): string | undefined {
  return asText(name) ?? joinNameParts(asText(given_name), asText(family_name));
}

function personOf(person: Fields, name: string | undefined): Fields {
  const givenName = asText(person.given_name);
  const familyName = asText(person.family_name);
  const middle = asText(person.additional_name);
  const isWhole = givenName !== undefined && familyName !== undefined;
  return {
    name,
    sortName: asText(person.sort_name),
    givenName,
    familyName,
    // Popolo has no field for the order of names, but the full name shows it.
    nameOrder: isWhole && name === `${familyName} ${givenName}` ? 'family-first' : undefined,
    aliases: [
      ...asList(person.other_names).filter(isFields).map(aliasOf),
      { name: isWhole && middle !== undefined ? `${givenName} ${middle} ${familyName}` : '', kind: 'alias' },
    ],
    bio: asText(person.summary) ?? asText(person.biography),
    imageUrl: isWebUrl(person.image) ? person.image : undefined,
    wikidataId: wikidataIdOf(person.identifiers) ?? wikidataIdIn(linksOf(person)),
    sameAs: [
      ...(isWebUrl(person.id) ? [person.id] : []),
      ...linksOf(person).filter((url) => isWebUrl(url) && wikipediaPattern.test(url)),
    ],
  };
}

function aliasOf(other: Fields): Fields {
  const note = asText(other.note)?.toLowerCase() ?? '';
  return { name: nameOf(other) ?? '', kind: kindOf(note), from: asText(other.start_date), to: asText(other.end_date) };
}

function kindOf(note: string): string {
  if (/former|birth|maiden/.test(note)) return 'former';
  if (note.includes('translit')) return 'transliteration';
  return note.includes('nick') ? 'nickname' : 'alias';
}

function roleOf(membership: Fields, { organizations, posts, periods }: Context): Fields {
  const period = isFields(membership.legislative_period)
    ? membership.legislative_period
    : periods.get(membership.legislative_period_id ?? membership.legislative_period);
  const post = isFields(membership.post) ? membership.post : posts.get(membership.post_id);
  const organization = isFields(membership.organization)
    ? membership.organization
    : organizations.get(membership.organization_id ?? membership.organization ?? post?.organization_id);
  return {
    title: asText(membership.role) ?? asText(membership.label) ?? asText(post?.label) ?? 'Member',
    organisation: asText(organization?.name),
    from: asText(membership.start_date) ?? asText(period?.start_date),
    to: asText(membership.end_date) ?? asText(period?.end_date),
  };
}

const wikidataIdIn = (urls: readonly string[]): string | undefined => {
  for (const url of urls) {
    const id = wikidataPattern.exec(url)?.[1]?.toUpperCase();
    if (id !== undefined) return id;
  }
  return undefined;
};

/** Returns the Wikidata id, also if the file gives the address of the item. */
function wikidataIdOf(identifiers: unknown): string | undefined {
  for (const { scheme, identifier } of asList(identifiers).filter(isFields)) {
    if (asText(scheme)?.toLowerCase() !== 'wikidata') continue;
    const id = /(?:^|\/)(Q[1-9]\d{0,14})$/.exec(asText(identifier) ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
