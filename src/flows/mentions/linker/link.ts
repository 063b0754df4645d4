import type { Directory, Person } from './directory.js';
import { fullNames } from './full-names.js';
import { type Quoted, quotationsIn, quotedAt } from './quotes.js';
import { shortNames } from './short-names.js';
import { FIELDS, type Field, type Method, partsOf, type Story, sure } from './story.js';
import { titleBefore } from './titles.js';
import type { Token } from './tokens.js';
import { type Suggestion, unknownBehindTitles } from './unknown.js';

export type Mention = {
  field: Field;
  /** UTF-16 units in the text of the field. */
  start: number;
  end: number;
  surface: string;
  /** The title as it is printed before the name. */
  title: string | null;
  person: Person | null;
  /** All who may be meant, the likeliest first. */
  candidates: readonly { person: Person; score: number }[];
  method: Method;
  /** 0 to 1. */
  confidence: number;
  status: 'auto' | 'suggested';
  quoted: Quoted;
};

export type Linked = { mentions: Mention[]; suggestions: Suggestion[] };

/**
 * Finds where people of a directory are named in a story: first by all words of a name, the longest first, then by what a
 * story prints of a name once it has named somebody in full, or behind the title of an office that was held on its day. Who is only
 * named by a surname, and who is not known, is suggested.
 *
 * A pure function; time grows with the text, not with the directory.
 *
 * @returns mentions in the order of the fields and of their places, none over another
 */
export function link(story: Story, directory: Directory): Linked {
  const parts = partsOf(story);
  const full = parts.flatMap((part) => fullNames(part, directory, story.date));
  const first = shortNames(parts, directory, full, story.date);
  // Whoever is named behind a title is known in all of the story, also before that.
  const byTitle = first.matches.filter(({ method }) => method === 'title');
  const { matches, suggestions } =
    byTitle.length === 0 ? first : shortNames(parts, directory, full, story.date, byTitle);
  const mentions: Mention[] = [];
  for (const part of parts) {
    const { field, text, tokens } = part;
    const here = [...full, ...matches].filter((match) => match.part === part).sort((a, b) => a.from - b.from);
    const named = new Set(here.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n)));
    const quotations = here.length === 0 ? [] : quotationsIn(text);
    for (const { from, to, candidates, method, confidence } of here) {
      const start = (tokens[from] as Token).start;
      const end = (tokens[to] as Token).end;
      const title = titleBefore(tokens, from);
      const person = confidence >= sure ? (candidates[0]?.person ?? null) : null;
      mentions.push({
        field,
        start,
        end,
        surface: text.slice(start, end),
        title: title === undefined ? null : text.slice((tokens[title] as Token).start, start).trim(),
        person,
        candidates,
        method,
        confidence,
        status: person === null ? 'suggested' : 'auto',
        quoted: quotedAt(text, tokens, quotations, from, to, (index) => named.has(index)),
      });
    }
    suggestions.push(...unknownBehindTitles(part, named));
  }
  return {
    mentions,
    suggestions: suggestions.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start),
  };
}
