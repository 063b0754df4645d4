import nlp from 'compromise';
import {
  compileDirectory,
  type Decision,
  FIELDS,
  type Field,
  type Linked,
  link,
  type Named,
  type Story,
} from './linker/index.js';

/** A story to be linked, and what editors have decided of it. */
export type Task = {
  article: Story;
  decisions: readonly Decision[] /** Whether to look for names that nobody knows. */;
  suggestsUnknownNames: boolean;
};

/** A name that nobody in the directory has. */
type UnknownName = { field: Field; name: string; start: number; end: number; reason: 'looks-like-a-name' };
type Suggestion = Linked['suggestions'][number] | UnknownName;

type Span = { start: number; end: number };

/** What was found, with people by their ids: it is copied from one thread to another. */
export type Outcome = {
  mentions: (Omit<Linked['mentions'][number], 'person' | 'candidates'> & {
    personId: string | null;
    candidates: { personId: string; score: number }[];
  })[];
  suggestions: Suggestion[];
};

/** Characters of a text in which unknown names are looked for: it takes milliseconds for each thousand. */
const maxSearchLength = 20_000;

let people: Named[] = [];
let directory: ReturnType<typeof compileDirectory> | undefined;

/** Begins a directory anew. */
export function empty(): void {
  people = [];
  directory = undefined;
}

/** Adds people to the directory that is being made: a JSON array of them. */
export function add(json: string): void {
  people.push(...(JSON.parse(json) as Named[]));
}

/** Makes the directory ready to be looked for. */
export function compile(): void {
  directory = compileDirectory(people);
  people = [];
}

/** Links stories one after the other; undefined when this thread has no directory yet. */
export function linkAll(tasks: readonly Task[]): Outcome[] | undefined {
  const currentDirectory = directory;
  if (currentDirectory === undefined) return undefined;
  return tasks.map(({ article, decisions, suggestsUnknownNames }) => {
    const { mentions, suggestions } = link(article, currentDirectory, decisions);
    const all: Suggestion[] = suggestsUnknownNames
      ? [...suggestions, ...unknownNames(article, [...mentions, ...suggestions])]
      : suggestions;
    return {
      mentions: mentions.map(({ person, candidates, ...mention }) => ({
        ...mention,
        personId: person?.id ?? null,
        candidates: candidates.map((one) => ({ personId: one.person.id, score: one.score })),
      })),
      suggestions: all.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start),
    };
  });
}

/** Two words and more with capitals: whether they name somebody has to be found out. */
const capitals = /\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|al|bin|der|la))* \p{Lu}[\p{L}.'’-]*/gu;

/** What looks like the name of a person and lies over nothing that was found: of two words and more, in English. */
function unknownNames(article: Story, foundSpans: readonly (Span & { field: Field })[]): UnknownName[] {
  if (article.lang !== undefined && !/^en\b/i.test(article.lang)) return [];
  return FIELDS.filter((field) => field !== 'headline').flatMap((field) => {
    const text = (article[field] ?? '').slice(0, maxSearchLength);
    const takenSpans = foundSpans.filter((one) => one.field === field);
    const isTaken = (start: number, end: number) => takenSpans.some((one) => one.start < end && start < one.end);
    const names: UnknownName[] = [];
    // To read a sentence takes as long as to link a story: only those are read in which there is something to find.
    for (const { 0: sentence, index } of text.matchAll(/[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*/g)) {
      const candidates = [...sentence.matchAll(capitals)].map(({ 0: name, index: at }) => ({
        name,
        start: index + at,
      }));
      if (candidates.every(({ name, start }) => isTaken(start, start + name.length) || !hasGivenName(name))) continue;
      for (const name of peopleIn(sentence)) {
        const start = index + sentence.indexOf(name);
        const end = start + name.length;
        if (isTaken(start, end)) continue;
        takenSpans.push({ field, start, end });
        names.push({ field, name, start, end, reason: 'looks-like-a-name' });
      }
    }
    return names;
  });
}

/** Given names that `compromise` knows: it hardly finds anybody of two words and more without one. In small letters. */
const givenNames = new Set(
  Object.entries((nlp.model() as { one: { lexicon: object } }).one.lexicon).flatMap(([word, tag]) =>
    /^(?:First|Male|Female)Name$/.test(String(tag)) ? [word] : [],
  ),
);

/** Whether a word before the last is a given name. */
const hasGivenName = (name: string) =>
  name
    .split(' ')
    .slice(0, -1)
    .some((word) => givenNames.has(word.toLowerCase()));

/** Names of people as they stand in a sentence, of two words and more. */
function peopleIn(sentence: string): string[] {
  const printedNames = nlp(sentence).people().out('array') as string[];
  return printedNames
    .map((name) => name.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '').replace(/['’][sS]$/, ''))
    .filter((name) => new RegExp(`^(?:${capitals.source})$`, 'u').test(name) && sentence.includes(name));
}
