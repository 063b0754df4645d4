import { existsSync, readFileSync } from 'node:fs';
import type { Mention } from '../../src/flows/mentions/linker/index.js';

/** Who says what in an article, as a human reader understands it. */
type Said = { story: string; slug: string; text: string };

/** The result for the quotes of some articles: those with the right words, and those of them with the right speaker. */
export type QuoteScore = { wanted: number; found: number; exact: number; right: number; wrong: string[] };

/** Reads the quotes of a set: lines with the article, the speaker and the words, with tabs between them. */
export function readQuotes(file: string): Said[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [story = '', slug = '', text = ''] = line.split('\t');
    return { story, slug, text };
  });
}

/** Compares the quotes that the linker gives to people with the expected ones. */
export function scoreQuotes(expected: readonly Said[], mentions: ReadonlyMap<string, readonly Mention[]>): QuoteScore {
  const key = ({ story, text }: Said) => `${story}\t${text}`;
  const wanted = new Map(expected.map((quote) => [key(quote), quote.slug]));
  const score: QuoteScore = { wanted: wanted.size, found: 0, exact: 0, right: 0, wrong: [] };
  for (const [story, ofStory] of mentions)
    for (const { person, quotes } of ofStory)
      for (const { text } of person === null ? [] : quotes) {
        const slug = person?.slug ?? '';
        const speaker = wanted.get(key({ story, slug, text }));
        wanted.delete(key({ story, slug, text }));
        score.found += 1;
        if (speaker !== undefined) score.exact += 1;
        if (speaker === slug) score.right += 1;
        else score.wrong.push(`${speaker === undefined ? '+' : '≠'} ${story}: “${text}” is not said by ${slug}`);
      }
  for (const [quote, slug] of wanted) score.wrong.push(`- ${quote.replace('\t', ': “')}” is said by ${slug}`);
  return score;
}
