import nlp from 'compromise';
import { creditedQuotesIn } from '../../lib/rich-text/credited-quotes.js';
import {
  type ArticleText,
  type ChangeableDirectory,
  createDirectory,
  type Decision,
  type Directory,
  FIELDS,
  type Field,
  type LinkerOutput,
  link,
  type PersonRecord,
} from './linker/index.js';

/** The texts of an article to link, and the decisions of editors about its mentions. */
export type Task = {
  article: ArticleText;
  /** The HTML of the body, if it may have block quotes. */
  markup?: string | null;
  decisions: readonly Decision[];
  /** For the public, only public people are found. */
  audience: 'public' | 'desk';
  /** Whether to look for names that are not in the directory. */
  suggestsUnknownNames: boolean;
};

/** A name that is not in the directory. */
type UnknownName = { field: Field; name: string; start: number; end: number; reason: 'looks-like-a-name' };
type Suggestion = LinkerOutput['suggestions'][number] | UnknownName;

type Span = { start: number; end: number };

/** The result of linking. People are given by their ids, because it is copied from one thread to another. */
export type Outcome = {
  mentions: (Omit<LinkerOutput['mentions'][number], 'person' | 'candidates'> & {
    personId: string | null;
    candidates: { personId: string; score: number }[];
  })[];
  suggestions: Suggestion[];
};

/** How many mentions of an outcome one message has. The main thread copies a message in one turn of its event loop. */
const maxMentionsPerMessage = 1_000;

/**
 * How many mentions of one text are kept. No article needs more. Tens of thousands would block the event loop while they
 * are compared and stored.
 */
const maxMentions = 2_000;

/** An outcome of which the first mentions are given. */
export type PartialOutcome = Outcome & { mentionCount: number };

/** How many characters of a text are searched for unknown names. Each thousand takes milliseconds. */
const maxSearchLength = 20_000;

/** The people whom this thread knows, or undefined before they are loaded. */
let directory: ChangeableDirectory | undefined;

/** The outcomes of the last call of `linkAll`. */
let lastOutcomes: readonly Outcome[] = [];

/** Discards the directory and starts a new one. */
export function reset(): void {
  directory = createDirectory();
}

/** Adds people, or replaces those with the same ids. `json` is an array of them. */
export function update(json: string): void {
  directory?.update(JSON.parse(json) as PersonRecord[]);
}

/** Removes people, if they are in the directory. */
export function remove(ids: readonly string[]): void {
  directory?.remove(ids);
}

/**
 * Compares the people after an id with their stamps in the database. `stamps` is a JSON array of pairs of id and stamp.
 *
 * @returns the ids of people to put, and of people to remove, or undefined if this thread has no directory
 */
export function compare({
  stamps,
  after,
}: {
  stamps: string;
  after: string;
}): { changedIds: string[]; missingIds: string[] } | undefined {
  return directory?.compare(new Map(JSON.parse(stamps) as [string, string][]), after);
}

/**
 * Links texts and returns their outcomes in order, or undefined if this thread has no directory. A task with the same
 * article object as the one before gets the same outcome object if the result is the same. `loadMentions` returns the
 * mentions that are left out.
 */
export function linkAll(tasks: readonly Task[]): PartialOutcome[] | undefined {
  if (directory === undefined) return undefined;
  const outcomes: Outcome[] = [];
  for (const [index, task] of tasks.entries()) {
    const before = tasks[index - 1];
    const isSame = before?.article === task.article && (before.audience === task.audience || directory.isPublic);
    outcomes.push(
      (isSame ? outcomes[index - 1] : undefined) ??
        linkOne(task, task.audience === 'public' ? directory.public : directory.all),
    );
  }
  lastOutcomes = outcomes;
  const parts = new Map(
    outcomes.map((outcome) => {
      const mentions = outcome.mentions.slice(0, maxMentionsPerMessage);
      return [outcome, { ...outcome, mentions, mentionCount: outcome.mentions.length }];
    }),
  );
  return outcomes.map((outcome) => parts.get(outcome) as PartialOutcome);
}

/** Returns mentions of an outcome of the last call of `linkAll`, from a position on. */
export function loadMentions({ index, from }: { index: number; from: number }): Outcome['mentions'] {
  return lastOutcomes[index]?.mentions.slice(from, from + maxMentionsPerMessage) ?? [];
}

function linkOne({ article, markup, decisions, suggestsUnknownNames }: Task, people: Directory): Outcome {
  const creditedQuotes = markup == null ? undefined : creditedQuotesIn(markup, article.body);
  const { mentions, suggestions } = link({ ...article, creditedQuotes }, people, decisions);
  const all: Suggestion[] = suggestsUnknownNames
    ? [...suggestions, ...unknownNames(article, [...mentions, ...suggestions])]
    : suggestions;
  return {
    mentions: selectMentions(mentions).map(({ person, candidates, ...mention }) => ({
      ...mention,
      personId: person?.id ?? null,
      candidates: candidates.map((one) => ({ personId: one.person.id, score: one.score })),
    })),
    suggestions: all.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start),
  };
}

/**
 * Returns the mentions that are kept, in their order. The first mention of each person takes precedence, so that nobody
 * is lost who is named in a long list.
 */
function selectMentions(mentions: LinkerOutput['mentions']): LinkerOutput['mentions'] {
  if (mentions.length <= maxMentions) return mentions;
  const seenNames = new Set<string>();
  const [firstMentions, others]: [number[], number[]] = [[], []];
  for (const [index, { person, surface }] of mentions.entries()) {
    const name = person?.id ?? surface;
    (seenNames.has(name) ? others : firstMentions).push(index);
    seenNames.add(name);
  }
  const keptIndexes = [...firstMentions, ...others].slice(0, maxMentions).sort((a, b) => a - b);
  return keptIndexes.flatMap((index) => mentions[index] ?? []);
}

/** Matches two or more capitalised words, which may be the name of a person. */
const capitals = /\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|al|bin|der|la))* \p{Lu}[\p{L}.'’-]*/gu;

/** Finds names of at least two words that overlap no mention or suggestion. English texts only. */
function unknownNames(article: ArticleText, foundSpans: readonly (Span & { field: Field })[]): UnknownName[] {
  if (article.lang !== undefined && !/^en\b/i.test(article.lang)) return [];
  return FIELDS.filter((field) => field !== 'headline').flatMap((field) => {
    const text = (article[field] ?? '').slice(0, maxSearchLength);
    const takenSpans = foundSpans.filter((one) => one.field === field);
    const isTaken = (start: number, end: number) => takenSpans.some((one) => one.start < end && start < one.end);
    const names: UnknownName[] = [];
    // Parsing one sentence takes as long as linking an article, so only sentences with possible names are parsed.
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

/** The given names that `compromise` knows, in lower case. It hardly finds longer names without one of them. */
const givenNames = new Set(
  Object.entries((nlp.model() as { one: { lexicon: object } }).one.lexicon).flatMap(([word, tag]) =>
    /^(?:First|Male|Female)Name$/.test(String(tag)) ? [word] : [],
  ),
);

/** Returns whether a word before the last one is a given name. */
const hasGivenName = (name: string) =>
  name
    .split(' ')
    .slice(0, -1)
    .some((word) => givenNames.has(word.toLowerCase()));

/** Returns the names of people in a sentence, as printed, if they have at least two words. */
function peopleIn(sentence: string): string[] {
  const printedNames = nlp(sentence).people().out('array') as string[];
  return printedNames
    .map((name) => name.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '').replace(/['’][sS]$/, ''))
    .filter((name) => new RegExp(`^(?:${capitals.source})$`, 'u').test(name) && sentence.includes(name));
}
