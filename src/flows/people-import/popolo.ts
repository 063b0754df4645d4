import { webUrl } from '../../platform/fields/index.js';
import { asFields, asList, asText, type Fields, isFields, joinNameParts } from './lenient.js';
import { type Draft, entryLabel } from './record.js';

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

/**
 * Reads the people of a Popolo document (https://www.popoloproject.com/specs/). Their memberships become roles. Links
 * are ignored: addresses identify people here, but a linked page may be about several people.
 */
export function popoloPeople(document: Fields): Draft[] {
  const organizations = indexById(document.organizations);
  const posts = indexById(document.posts);
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
        roles: personMemberships.map((membership) => roleOf(membership, organizations, posts)),
      },
    };
  });
}

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
    wikidataId: wikidataIdOf(person.identifiers),
    sameAs: isWebUrl(person.id) ? [person.id] : [],
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

function roleOf(membership: Fields, organizations: Index, posts: Index): Fields {
  const post = isFields(membership.post) ? membership.post : posts.get(membership.post_id);
  const organization = isFields(membership.organization)
    ? membership.organization
    : organizations.get(membership.organization_id ?? membership.organization ?? post?.organization_id);
  return {
    title: asText(membership.role) ?? asText(membership.label) ?? asText(post?.label) ?? 'Member',
    organisation: asText(organization?.name),
    from: asText(membership.start_date),
    to: asText(membership.end_date),
  };
}

/** Returns the Wikidata id, also if the file gives the address of the item. */
function wikidataIdOf(identifiers: unknown): string | undefined {
  for (const { scheme, identifier } of asList(identifiers).filter(isFields)) {
    if (asText(scheme)?.toLowerCase() !== 'wikidata') continue;
    const id = /(?:^|\/)(Q[1-9]\d{0,14})$/.exec(asText(identifier) ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
