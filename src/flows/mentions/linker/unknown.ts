import type { Field, Part } from './story.js';
import type { Token } from './tokens.js';
import { particles, things, titleModifiers, titleWords } from './words.js';

/** Somebody who may be named, and is not known or not known well enough. */
export type Suggestion = {
  field: Field;
  name: string;
  start: number;
  end: number;
  reason: 'surname-alone' | 'title-before-unknown';
};

/** Two or three capitalised words behind a title that name nobody who is known. */
export function unknownBehindTitles({ field, text, tokens, titled }: Part, named: ReadonlySet<number>): Suggestion[] {
  if (titled) return [];
  const found: Suggestion[] = [];
  for (let at = 1; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const before = tokens[at - 1] as Token;
    if (
      !token.capital ||
      token.gap !== 'space' ||
      named.has(at) ||
      !titleWords.has(before.key) ||
      titleWords.has(token.key)
    )
      continue;
    if (!before.capital || titleModifiers.has(token.key)) continue;
    let to = at;
    while (to + 1 < tokens.length && to < at + 3) {
      const next = tokens[to + 1] as Token;
      if (tokens[to]?.possessive || named.has(to + 1)) break;
      if (!((next.gap === 'space' || next.gap === 'hyphen') && (next.capital || particles.has(next.key)))) break;
      to += 1;
    }
    while (to > at && !tokens[to]?.capital) to -= 1;
    if (to === at || things.has(tokens[to]?.key ?? '')) continue;
    const end = (tokens[to] as Token).end;
    found.push({ field, name: text.slice(token.start, end), start: token.start, end, reason: 'title-before-unknown' });
    at = to;
  }
  return found;
}
