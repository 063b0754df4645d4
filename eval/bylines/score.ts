import { readdirSync, readFileSync } from 'node:fs';
import { parseByline } from '../../src/flows/imports/bylines/index.js';

type Expected = { people: string[]; organisations: string[]; place: string | null };

/** How many names of one kind were right, wrong and missing. */
type Counts = { right: number; wrong: number; missing: number };

export type Score = {
  people: Counts;
  organisations: Counts;
  places: Counts;
  count: number;
  /** The bylines whose result differs from the expected one. */
  differences: string[];
};

const parts = (text = ''): string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Reads a file of bylines. Each line has a byline, its people, its organisations and its place, with tabs between. */
function readSet(file: string): { byline: string; expected: Expected }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [byline = '', people, organisations, place] = line.split('\t');
      return { byline, expected: { people: parts(people), organisations: parts(organisations), place: place || null } };
    });
}

function compare(expected: readonly string[], found: readonly string[], counts: Counts): boolean {
  const right = found.filter((name) => expected.includes(name)).length;
  counts.right += right;
  counts.wrong += found.length - right;
  counts.missing += expected.length - right;
  return right === found.length && right === expected.length;
}

const createScore = (): Score => {
  const counts = (): Counts => ({ right: 0, wrong: 0, missing: 0 });
  return { people: counts(), organisations: counts(), places: counts(), count: 0, differences: [] };
};

export const precisionOf = ({ right, wrong }: Counts): number => (right + wrong === 0 ? 1 : right / (right + wrong));
export const recallOf = ({ right, missing }: Counts): number => (right + missing === 0 ? 1 : right / (right + missing));

/** Parses all bylines of a folder and compares the results with the expected ones, by file and in all. */
export function scoreFolder(folder: string): { all: Score; byFile: Map<string, Score> } {
  const all = createScore();
  const byFile = new Map<string, Score>();
  for (const file of readdirSync(folder).toSorted()) {
    const score = createScore();
    byFile.set(file.replace(/\.tsv$/, ''), score);
    for (const { byline, expected } of readSet(`${folder}/${file}`)) {
      const { people, organisations, place } = parseByline(byline);
      const names = people.map(({ name }) => name);
      for (const one of [all, score]) {
        one.count += 1;
        const isSame = [
          compare(expected.people, names, one.people),
          compare(expected.organisations, organisations, one.organisations),
          compare(expected.place === null ? [] : [expected.place], place === null ? [] : [place], one.places),
        ].every(Boolean);
        const found = [names.join('; '), organisations.join('; '), place ?? ''].join(' | ');
        if (!isSame) one.differences.push(`${byline} → ${found}`);
      }
    }
  }
  return { all, byFile };
}
