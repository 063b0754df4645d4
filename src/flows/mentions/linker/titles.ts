import type { Part } from './article-text.js';
import type { Person } from './directory.js';
import type { Token } from './tokens.js';
import { courtesies, particles, pluralTitles, titleModifiers, titleSynonyms, titleWords } from './words.js';

/** The words of a title before a name, from its first to the name: `Secretary of State`, `Prime Minister`. */
export function titleBefore(tokens: readonly Token[], from: number): number | undefined {
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    const after = tokens[at + 1] as Token;
    if (after.gap !== 'space' && after.gap !== 'hyphen') break;
    if (token.isPossessive) break;
    const isTitle = titleWords.has(token.key) || token.key in pluralTitles;
    const lower = !token.isCapitalised;
    if (
      isTitle ||
      (first !== undefined && titleModifiers.has(token.key) && token.isCapitalised === tokens[first]?.isCapitalised)
    )
      first = at;
    else if (first === undefined && lower && !(at < from - 1 && (token.key === 'of' || token.key === 'for'))) break;
    else if (lower && !['of', 'for', 'the', 'and'].includes(token.key)) break;
    else if (first !== undefined && !lower && !titleModifiers.has(token.key)) break;
  }
  return first;
}

/** The words of the longest title that somebody has or had, where it is printed before their name: `Harbour master Ines Carrow`. */
export function ownTitleBefore(tokens: readonly Token[], from: number, { roles }: Person): number | undefined {
  let key = '';
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    if (tokens[at + 1]?.gap !== 'space' || token.isPossessive) break;
    key = ` ${titleSynonyms[token.key] ?? token.key}${key === '' ? ' ' : key}`;
    if (roles.some(({ words }) => words.startsWith(key))) first = at;
  }
  return first;
}

/** The office that is printed before a list of names: `Senators Warren, Brown and Van Hollen`. */
function officeOfList(tokens: readonly Token[], from: number): string | undefined {
  for (let at = from - 1; at >= 0 && at >= from - 12; at -= 1) {
    const token = tokens[at] as Token;
    const gap = tokens[at + 1]?.gap;
    if (gap !== 'space' && gap !== 'comma' && gap !== 'hyphen') return undefined;
    const office = pluralTitles[token.key];
    if (office !== undefined) return office;
    if (!token.isCapitalised && token.key !== 'and' && !particles.has(token.key)) return undefined;
  }
  return undefined;
}

/** The words of the title before a name; none where there is no title. */
export function titleWordsBefore(tokens: readonly Token[], from: number): string[] {
  const first = titleBefore(tokens, from);
  return first === undefined ? [] : tokens.slice(first, from).map(({ key }) => key);
}

/** The office in the title before a name, as it is compared with offices. */
export function officeBefore({ tokens }: Part, from: number): string | undefined {
  const first = titleBefore(tokens, from);
  if (first === undefined) {
    const office = officeOfList(tokens, from);
    return office === 'mr' ? undefined : office;
  }
  const keys = tokens.slice(first, from).map(({ key }) => pluralTitles[key] ?? titleSynonyms[key] ?? key);
  while (keys.length > 1 && courtesies.has(keys[0] ?? '')) keys.shift();
  return keys.length === 1 && courtesies.has(keys[0] ?? '') ? undefined : keys.join(' ');
}
