import type { Part } from './story.js';
import type { Token } from './tokens.js';
import { courtesies, titleModifiers, titleSynonyms, titleWords } from './words.js';

/** The words of a title before a name, from its first to the name: `Secretary of State`, `Prime Minister`. */
export function titleBefore(tokens: readonly Token[], from: number): number | undefined {
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    const after = tokens[at + 1] as Token;
    if (after.gap !== 'space' && after.gap !== 'hyphen') break;
    if (token.possessive) break;
    const isTitle = titleWords.has(token.key);
    const lower = !token.capital;
    if (isTitle || (first !== undefined && titleModifiers.has(token.key) && token.capital === tokens[first]?.capital))
      first = at;
    else if (first === undefined && lower && !(at < from - 1 && (token.key === 'of' || token.key === 'for'))) break;
    else if (lower && !['of', 'for', 'the', 'and'].includes(token.key)) break;
    else if (first !== undefined && !lower && !titleModifiers.has(token.key)) break;
  }
  return first;
}

/** The office in the title before a name, as it is compared with offices. */
export function officeBefore({ tokens }: Part, from: number): string | undefined {
  const first = titleBefore(tokens, from);
  if (first === undefined) return undefined;
  const keys = tokens.slice(first, from).map(({ key }) => titleSynonyms[key] ?? key);
  while (keys.length > 1 && courtesies.has(keys[0] ?? '')) keys.shift();
  return keys.length === 1 && courtesies.has(keys[0] ?? '') ? undefined : keys.join(' ');
}
