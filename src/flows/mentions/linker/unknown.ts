import type { Field, Part } from './article-text.js';
import type { Token } from './tokens.js';
import { particles, things, titleModifiers, titleWords } from './words.js';

/** A place that may name a person whom the linker cannot identify. */
export type Suggestion = {
  field: Field;
  name: string;
  start: number;
  end: number;
  reason: 'surname-alone' | 'title-before-unknown';
};

/** Finds names of two to four words after a title that name nobody in the directory. */
export function unknownBehindTitles(
  { field, text, tokens, hasTitleCase, nameStarts }: Part,
  namedTokens: ReadonlySet<number>,
): Suggestion[] {
  if (hasTitleCase) return [];
  const suggestions: Suggestion[] = [];
  let last = 0;
  for (const at of nameStarts) {
    if (at <= last) continue;
    const token = tokens[at] as Token;
    const before = tokens[at - 1] as Token;
    if (
      !token.isCapitalised ||
      token.gap !== 'space' ||
      namedTokens.has(at) ||
      !titleWords.has(before.key) ||
      titleWords.has(token.key)
    )
      continue;
    if (!before.isCapitalised || titleModifiers.has(token.key)) continue;
    let to = at;
    while (to + 1 < tokens.length && to < at + 3) {
      const next = tokens[to + 1] as Token;
      if (tokens[to]?.isPossessive || namedTokens.has(to + 1)) break;
      if (!((next.gap === 'space' || next.gap === 'hyphen') && (next.isCapitalised || particles.has(next.key)))) break;
      to += 1;
    }
    while (to > at && !tokens[to]?.isCapitalised) to -= 1;
    if (to === at || things.has(tokens[to]?.key ?? '')) continue;
    const end = (tokens[to] as Token).end;
    suggestions.push({
      field,
      name: text.slice(token.start, end),
      start: token.start,
      end,
      reason: 'title-before-unknown',
    });
    last = to;
  }
  return suggestions;
}
