import { compileDirectory, link, type Mention, type PersonRecord } from '../../src/flows/mentions/linker/index.js';
import type { Annotated, Marked } from './corpus.js';

/** The result of the linker for some articles: the exact spans, and the correctly named people. */
export type Score = { name: string; marked: number; found: number; exact: number; right: number; wrong: string[] };

const place = ({ field, start, end }: { field: string; start: number; end: number }) => `${field} ${start}-${end}`;

function scoreOf({ name, story, marked }: Annotated, mentions: readonly Mention[]): Score {
  const named = mentions.filter(({ person }) => person !== null);
  const wanted = new Map(marked.map((mark) => [place(mark), mark]));
  const wrong: string[] = [];
  const textOf = ({ field, start, end }: Pick<Marked, 'field' | 'start' | 'end'>) => {
    const text = story[field] ?? '';
    return `${field} …${text.slice(Math.max(0, start - 20), start)}[${text.slice(start, end)}]${text.slice(end, end + 20)}…`.replaceAll(
      '\n',
      ' ',
    );
  };
  let exact = 0;
  let right = 0;
  for (const mention of named) {
    const mark = wanted.get(place(mention));
    wanted.delete(place(mention));
    if (mark === undefined)
      wrong.push(`+ ${textOf(mention)} is nobody, not ${mention.person?.slug} (${mention.method})`);
    else {
      exact += 1;
      if (mark.slug === mention.person?.slug) right += 1;
      else wrong.push(`≠ ${textOf(mention)} is ${mark.slug}, not ${mention.person?.slug} (${mention.method})`);
    }
  }
  for (const mark of wanted.values()) wrong.push(`- ${textOf(mark)} is ${mark.slug}`);
  return { name, marked: marked.length, found: named.length, exact, right, wrong };
}

/** Returns the sum of scores, without their differences. */
export function addScores(name: string, scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number) => scores.reduce((all, score) => all + of(score), 0);
  return {
    name,
    marked: sum(({ marked }) => marked),
    found: sum(({ found }) => found),
    exact: sum(({ exact }) => exact),
    right: sum(({ right }) => right),
    wrong: [],
  };
}

/** Returns the sums of the scores of articles whose names begin with a language, such as `pl-01-most`. */
export function scoresByLanguage(scores: readonly Score[]): Score[] {
  const languages = new Map<string, Score[]>();
  for (const score of scores) {
    const language = /^([a-z]{2})-\d/.exec(score.name)?.[1];
    if (language !== undefined) languages.set(language, [...(languages.get(language) ?? []), score]);
  }
  return [...languages].map(([language, some]) => addScores(language, some));
}

export function evaluate(
  stories: readonly Annotated[],
  people: readonly PersonRecord[],
): { scores: Score[]; total: Score; mentions: Map<string, Mention[]> } {
  const directory = compileDirectory(people);
  const mentions = new Map(stories.map(({ name, story }) => [name, link(story, directory).mentions]));
  const scores = stories.map((annotated) => scoreOf(annotated, mentions.get(annotated.name) ?? []));
  return { scores, total: addScores('total', scores), mentions };
}

export const precision = ({ exact, found }: Score) => (found === 0 ? 1 : exact / found);
export const recall = ({ exact, marked }: Score) => (marked === 0 ? 1 : exact / marked);
export const rightPerson = ({ right, exact }: Score) => (exact === 0 ? 1 : right / exact);
