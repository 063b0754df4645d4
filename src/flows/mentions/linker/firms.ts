import type { Part } from './article-text.js';
import type { Token } from './tokens.js';
import { givenNames, things } from './words.js';

/** Returns whether the article names a person by a surname. */
export type IsNamed = (key: string) => boolean;

/**
 * Returns whether an ampersand joins a name to words that do not name another person: `Vogt & Sons`, but not
 * `Angela Merkel & Olaf Scholz`.
 */
export function isOfFirm({ tokens, text }: Part, from: number, to: number, isNamed: IsNamed): boolean {
  const [first, last] = [tokens[from] as Token, tokens[to] as Token];
  const [before, next] = [tokens[from - 1], tokens[to + 1]];
  const isAfter = next !== undefined && hasAmpersand(text, last, next);
  const other = isAfter ? next : before !== undefined && hasAmpersand(text, before, first) ? before : undefined;
  if (other === undefined) return false;
  if ((isNamed(other.key) && other.key !== last.key) || givenNames.has(other.key)) return false;
  if (from === to) return true;
  // The other name has two words as well, as in `Angela Merkel & Olaf Scholz`.
  const [word, gap] = isAfter ? [tokens[to + 2], tokens[to + 2]?.gap] : [tokens[from - 2], before?.gap];
  return !(word?.isCapitalised === true && gap === 'space' && !things.has(other.key));
}

/** Returns whether an ampersand is all that separates two words. */
const hasAmpersand = (text: string, one: Token, { gap, start }: Token) =>
  (gap === 'other' || gap === 'sentence') && text.slice(one.end, start).trim() === '&';
