import { type Authors, authorsOf } from '../../bylines/index.js';
import type { DraftPerson, NaturalKey } from '../../draft.js';
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

/** Returns the authors of an item, from its byline and its named people, and its other people. */
export function peopleOf(item: Fields, source: string): { authors: Authors; others: DraftPersonInput[] } {
  const byline = firstText(item.by, item.byline);
  const namedPeople = [...objectsOf(item.people ?? item.person), ...superdeskAuthorsOf(item)].flatMap((person) => {
    const name = firstText(person.name);
    if (name === null) return [];
    const rel = `${firstText(person.rel) ?? ''} ${firstText(person.role) ?? ''}`;
    const relation = relations.find(([words]) => words.test(rel))?.[1] ?? 'mentioned';
    const titleAsPrinted = firstText(person.title, person.jobtitle);
    return [{ name, relation, titleAsPrinted, key: personKey(person, source) }];
  });
  const isAuthor = ({ relation }: DraftPersonInput): boolean => relation === 'author';
  const keys = new Map(namedPeople.map(({ name, key }) => [name.toLowerCase(), key]));
  const authors = authorsOf([
    ...(byline === null ? [] : [{ text: byline }]),
    ...namedPeople
      .filter(isAuthor)
      .map(({ name, titleAsPrinted, key }) => ({ text: name, isName: true, titleAsPrinted, key })),
  ]);
  const people = authors.people.map((author) => ({
    ...author,
    key: author.key ?? keys.get(author.name.toLowerCase()) ?? null,
  }));
  return { authors: { ...authors, people }, others: namedPeople.filter((person) => !isAuthor(person)) };
}

/** Returns the authors of an item of Superdesk as people. */
const superdeskAuthorsOf = ({ authors }: Fields): Fields[] =>
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
