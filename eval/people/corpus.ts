import { readdirSync, readFileSync } from 'node:fs';
import type { PersonInput } from '../../src/content/people/index.js';
import { type ArticleText, FIELDS, type Field, type PersonRecord } from '../../src/flows/mentions/linker/index.js';

/** A place where an article names a person, as a human reader has marked it. */
export type Marked = { field: Field; start: number; end: number; slug: string };
export type Annotated = { name: string; story: ArticleText; marked: Marked[] };

type Role = [title: string, organisation: string | null, from: string | null, to: string | null];
type Written = {
  slug: string;
  name: string;
  givenName?: string;
  familyName?: string;
  nameOrder?: string;
  shortNames?: string[];
  aliases?: [name: string, kind: string][];
  roles?: Role[];
};

/** Removes the marks `{slug|surface}` from a text and returns their places. */
function unmark(field: Field, marked: string): { text: string; marked: Marked[] } {
  const found: Marked[] = [];
  let text = '';
  let end = 0;
  for (const match of marked.matchAll(/\{([a-z0-9-]+)\|([^}]+)\}/g)) {
    text += marked.slice(end, match.index);
    const [whole, slug = '', surface = ''] = match;
    found.push({ field, start: text.length, end: text.length + surface.length, slug });
    text += surface;
    end = match.index + whole.length;
  }
  return { text: text + marked.slice(end), marked: found };
}

/** Reads an article file: lines with its date, headline and standfirst, an empty line, and the body. */
function readStory(name: string, file: string): Annotated {
  const [head = '', ...blocks] = file.trim().split('\n\n');
  const lines = new Map(
    head.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const written: Record<Field, string> = {
    headline: lines.get('headline') ?? '',
    standfirst: lines.get('standfirst') ?? '',
    body: blocks.join('\n\n'),
  };
  const parts = Object.fromEntries(FIELDS.map((field) => [field, unmark(field, written[field])]));
  return {
    name,
    story: {
      headline: parts.headline?.text,
      standfirst: parts.standfirst?.text,
      body: parts.body?.text ?? '',
      date: lines.get('date'),
    },
    marked: FIELDS.flatMap((field) => parts[field]?.marked ?? []),
  };
}

export function readStories(directory: URL): Annotated[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => readStory(name.replace('.txt', ''), readFileSync(new URL(name, directory), 'utf8')));
}

export function readPeople(file: URL): PersonRecord[] {
  const people = JSON.parse(readFileSync(file, 'utf8')) as Written[];
  return people.map(({ slug, name, givenName, familyName, nameOrder, shortNames, aliases, roles }) => ({
    id: slug,
    slug,
    name,
    givenName: givenName ?? null,
    familyName: familyName ?? null,
    nameOrder: nameOrder ?? 'given-first',
    isPublic: true,
    shortNames: shortNames ?? [],
    aliases: (aliases ?? []).map(([alias, kind]) => ({ name: alias, kind, from: null, to: null })),
    roles: (roles ?? []).map(([title, organisation, from, to]) => ({ title, organisation, from, to })),
  }));
}

/** Converts a person of an imported directory to the form that the linker reads. */
export function named(
  { name, givenName, familyName, nameOrder, shortNames, aliases, roles }: PersonInput,
  id: string,
): PersonRecord {
  const span = { from: null, to: null };
  return {
    id,
    slug: id,
    name,
    givenName: givenName ?? null,
    familyName: familyName ?? null,
    nameOrder: nameOrder ?? 'given-first',
    isPublic: true,
    shortNames: shortNames ?? [],
    aliases: (aliases ?? []).map((alias) => ({ ...span, ...alias })) as PersonRecord['aliases'],
    roles: (roles ?? []).map((role) => ({ organisation: null, ...span, ...role })) as PersonRecord['roles'],
  };
}

const given =
  'Aaron Beth Carlos Dana Elias Freya Gavin Hanna Isaac Joan Kofi Lena Milan Nora Owen Petra Quinn Rosa Simon Tara Uwe Vera Walter Xenia Yusuf Zoe'.split(
    ' ',
  );
const family =
  'Johnson Kelly Ryan Brown Kennedy Ali Lynch Park Kim May Cameron Clark Davis Evans Foster Garcia Harris Ingram Jones Keller Lopez Miller Nguyen Olsen Peters Quist Reed Smith Taylor Underhill Vance Walker Young Zhang'.split(
    ' ',
  );

/** Creates people whom no article names and who share surnames with people in the articles. */
export function strangers(count: number): PersonRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const first = given[n % given.length] ?? '';
    const middle = given[Math.floor(n / given.length / family.length) % given.length] ?? '';
    const last = family[Math.floor(n / given.length) % family.length] ?? '';
    const tail = n < given.length ** 2 * family.length ? '' : ` ${String.fromCharCode(65 + (n % 26))}${n.toString(36)}`;
    return {
      id: `stranger-${n}`,
      slug: `stranger-${n}`,
      name: `${first} ${middle}${tail} ${last}`,
      givenName: first,
      familyName: last,
      nameOrder: 'given-first',
      isPublic: true,
      shortNames: [],
      aliases: [],
      roles: n % 40 === 0 ? [{ title: 'Senator', organisation: null, from: '2031', to: null }] : [],
    };
  });
}
