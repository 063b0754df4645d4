import type { Row } from './load.js';
import { idAt, random } from './random.js';
import { familyNames, givenNames, offices, sectionPaths } from './vocabulary.js';

const founded = Date.UTC(2015, 0, 1);
const isoAt = (milliseconds: number) => new Date(milliseconds).toISOString();

export const kebab = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export type Section = { id: string; slug: string; lineage: string[]; row: Row };

const titled = (slug: string) => slug.replace(/(^|-)(\w)/g, (_, gap, letter) => (gap && ' ') + letter.toUpperCase());

function makeSections(): Section[] {
  const byPath = new Map<string, Section>();
  for (const [n, path] of sectionPaths.entries()) {
    const parent = byPath.get(path.slice(0, path.lastIndexOf('/')));
    const slug = path.slice(path.lastIndexOf('/') + 1);
    const id = idAt(founded + n * 60_000, 1, n);
    const at = isoAt(founded + n * 60_000);
    const lineage = [...(parent?.lineage ?? []), id];
    const row = {
      id,
      slug,
      name: titled(slug),
      description: lineage.length === 1 ? `Everything under ${titled(slug)}.` : null,
      parent_id: parent?.id ?? null,
      path,
      lineage,
      visibility: 'public',
      position: n,
      created_at: at,
      updated_at: at,
    };
    byPath.set(path, { id, slug, lineage, row });
  }
  return [...byPath.values()];
}

/** The tree of sections with three levels, parents first. */
export const sections = makeSections();

export type Person = { id: string; slug: string; name: string; title: string };

const initials = 'ABCDEFGHJKLMNOPRSTW';
const pairs = givenNames.length * familyNames.length;

/** Returns one of up to 100,000 people. About the first 6,000 have two names, and the others also an initial. */
export function personAt(n: number): Person & { given: string; family: string } {
  // 7919 is coprime to the number of pairs, so neighbours in the list have different names.
  const pair = (n * 7919) % pairs;
  const given = givenNames[pair % givenNames.length] ?? '';
  const family = familyNames[Math.floor(pair / givenNames.length)] ?? '';
  const round = Math.floor(n / pairs);
  const name = round === 0 ? `${given} ${family}` : `${given} ${initials[round - 1]}. ${family}`;
  const title = offices[n % offices.length] ?? '';
  return { id: idAt(founded + n * 30_000, 2, n), slug: kebab(name), name, given, family, title };
}

/** Returns the rows of one person, by table. */
export function personRows(n: number): Record<string, Row[]> {
  const { id, slug, name, given, family, title } = personAt(n);
  const by = random(2, n);
  const at = isoAt(founded + n * 30_000);
  const changed = by.chance(0.1) ? isoAt(founded + n * 30_000 + by.below(300) * 86_400_000) : at;
  const nickname = by.chance(0.2) ? `${given.slice(0, 3)}${by.pick(['o', 'i', 'y'])} ${family}` : undefined;
  const words = new Set(`${name} ${given} ${family} ${nickname ?? ''}`.toLowerCase().match(/[a-z]+/g));
  return {
    people: [
      {
        id,
        slug,
        name,
        visibility: 'public',
        sort_name: `${family}, ${name.slice(0, -family.length).trim()}`,
        given_name: given,
        family_name: family,
        short_names: [family],
        bio: by.chance(0.3) ? `${name} has been in the news as ${title} since ${2000 + by.below(25)}.` : null,
        image_url: by.chance(0.3) ? `https://images.example.org/people/${slug}.jpg` : null,
        wikidata_id: by.chance(0.3) ? `Q${100_000 + n}` : null,
        same_as: by.chance(0.2) ? [`https://people.example.org/${slug}`] : [],
        search_text: [...words].join(' '),
        created_at: at,
        updated_at: changed,
      },
    ],
    person_slugs: [{ slug, person_id: id }],
    person_aliases:
      nickname === undefined
        ? []
        : [{ person_id: id, position: 0, name: nickname, kind: 'nickname', valid_from: null, valid_to: null }],
    person_roles: by.chance(0.6)
      ? [
          {
            person_id: id,
            position: 0,
            title,
            organisation: by.chance(0.5) ? `City of ${family}` : null,
            valid_from: `${2000 + by.below(20)}`,
            valid_to: by.chance(0.3) ? `${2021 + by.below(4)}` : null,
          },
        ]
      : [],
  };
}

export function sectionRows(): Record<string, Row[]> {
  return {
    sections: sections.map(({ row }) => row),
    section_slugs: sections.map(({ id, slug }) => ({ slug, section_id: id })),
  };
}
