import type { Part } from './article-text.js';
import type { Sex } from './cast-types.js';
import type { Person } from './directory.js';
import type { Token } from './tokens.js';
import { courtesies, forMen, forWomen, particles, pluralTitles, titleModifiers, titleSynonyms } from './words.js';

const none: readonly never[] = [];

/** Returns the index of the first word of the title before a name, such as `Secretary of State`. */
export function titleBefore(tokens: readonly Token[], from: number): number | undefined {
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    const after = tokens[at + 1] as Token;
    if (after.gap !== 'space' && after.gap !== 'hyphen') break;
    if (token.isPossessive) break;
    const { isTitle } = token.facts;
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

/** Returns the first word of a person's own title before the name, such as `Harbour master` before `Ines Carrow`. */
export function ownTitleBefore(tokens: readonly Token[], from: number, { roles }: Person): number | undefined {
  let key = '';
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    if (tokens[at + 1]?.gap !== 'space' || token.isPossessive) break;
    key = ` ${titleSynonyms.get(token.key) ?? token.key}${key === '' ? ' ' : key}`;
    // The words right before most names are in none of the person's titles.
    if (at === from - 1 && !roles.some(({ words }) => words.includes(key))) break;
    if (roles.some(({ words }) => words.startsWith(key))) first = at;
  }
  return first;
}

/** Returns the office before a list of names: `senator` in `Senators Warren, Brown and Van Hollen`. */
function officeOfList(tokens: readonly Token[], from: number): string | undefined {
  for (let at = from - 1; at >= 0 && at >= from - 12; at -= 1) {
    const token = tokens[at] as Token;
    const gap = tokens[at + 1]?.gap;
    if (gap !== 'space' && gap !== 'comma' && gap !== 'hyphen') return undefined;
    const office = pluralTitles.get(token.key);
    if (office !== undefined) return office;
    if (!token.isCapitalised && token.key !== 'and' && !particles.has(token.key)) return undefined;
  }
  return undefined;
}

/** Returns the folded words from one index up to another, which is not included. */
export function keysBetween(tokens: readonly Token[], from: number, end: number): string[] {
  const keys: string[] = [];
  for (let at = from; at < end; at += 1) keys.push((tokens[at] as Token).key);
  return keys;
}

const determiners: ReadonlySet<string> = new Set(['the', 'a', 'an', 'our', 'his', 'her', 'their', 'my']);

/** Returns the title beside a comma: `their coach, Bridget Noel`; `Nkechi Okoye, the nurse`. */
export function titleInApposition({ tokens }: Part, from: number, to: number): string | undefined {
  const before = tokens[from]?.gap === 'comma' ? tokens[from - 1] : undefined;
  if (before?.facts.isTitle === true) return before.key;
  const next = tokens[to + 1];
  if (next?.gap !== 'comma' || !determiners.has(next.key)) return undefined;
  const noun = tokens[to + 2];
  return noun?.facts.isTitle === true ? noun.key : undefined;
}

/** Returns the folded words of the title before a name, or an empty list. */
export function titleWordsBefore(tokens: readonly Token[], from: number): readonly string[] {
  const first = titleBefore(tokens, from);
  return first === undefined ? none : keysBetween(tokens, first, from);
}

/**
 * Returns the office in the title before a name, in the form in which offices are compared.
 *
 * @param first the index of the first word of the title, if there is one
 */
export function officeBefore({ tokens }: Part, from: number, first: number | undefined): string | undefined {
  if (first === undefined) {
    const office = officeOfList(tokens, from);
    return office === 'mr' ? undefined : office;
  }
  const keys = keysBetween(tokens, first, from).map((key) => pluralTitles.get(key) ?? titleSynonyms.get(key) ?? key);
  while (keys.length > 1 && courtesies.has(keys[0] ?? '')) keys.shift();
  return keys.length === 1 && courtesies.has(keys[0] ?? '') ? undefined : keys.join(' ');
}

/** Returns the sex that courtesy titles indicate. */
export const sexIn = (titles: readonly string[]): Sex =>
  titles.some((title) => forMen.has(title)) ? 'man' : titles.some((title) => forWomen.has(title)) ? 'woman' : undefined;
