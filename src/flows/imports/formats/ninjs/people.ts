import type { DraftPerson, NaturalKey } from '../../draft.js';
import { writersOf } from '../../normalisation/byline.js';
import { type Fields, firstText, hostOf } from '../../normalisation/fields.js';
import { keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { objectsOf } from './properties.js';

const relations: readonly (readonly [RegExp, DraftPerson['relation']])[] = [
  [/author|creator|by-?line|writer/i, 'author'],
  [/about|subject/i, 'subject'],
  [/quot/i, 'quoted'],
  [/pictur|depict|shows|photo/i, 'pictured'],
];

/** Returns the authors in the byline of an item, and its named people. */
export function peopleOf(item: Fields, source: string): DraftPersonInput[] {
  const byline = firstText(item.by, item.byline);
  const writers = byline === null ? [] : writersOf(byline);
  const namedPeople = [...objectsOf(item.people ?? item.person), ...authorsOf(item)].flatMap(
    (person): DraftPersonInput[] => {
      const name = firstText(person.name);
      if (name === null) return [];
      const rel = `${firstText(person.rel) ?? ''} ${firstText(person.role) ?? ''}`;
      const relation = relations.find(([words]) => words.test(rel))?.[1] ?? 'mentioned';
      return [
        { name, relation, titleAsPrinted: firstText(person.title, person.jobtitle), key: personKey(person, source) },
      ];
    },
  );
  const keys = new Map(namedPeople.map(({ name, key }) => [name.toLowerCase(), key]));
  return [
    ...writers.map(({ name, title }) => ({
      name,
      relation: 'author' as const,
      titleAsPrinted: title,
      key: keys.get(name.toLowerCase()) ?? null,
    })),
    ...namedPeople,
  ];
}

/** Returns the authors of an item of Superdesk as people. */
const authorsOf = ({ authors }: Fields): Fields[] =>
  objectsOf(authors).map(({ name, role, code }) => ({
    name,
    code,
    rel: /photo|camera|video|edit/i.test(firstText(role) ?? '') ? role : 'author',
  }));

function personKey({ uri, scheme, code, literal }: Fields, source: string): NaturalKey | null {
  const address = firstText(uri);
  if (address !== null) {
    const host = hostOf(address);
    return keyOf(host === null ? source : `ninjs:${host}`, address);
  }
  const id = firstText(code, literal);
  return id === null ? null : keyOf(firstText(scheme) ?? source, id);
}
