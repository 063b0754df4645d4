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
  const own = last.key;
  const isPair = (token: Token, other: Token | undefined, gap: Token['gap'] | undefined) =>
    from < to ? other?.isCapitalised === true && gap === 'space' && !things.has(token.key) : false;
  const isPerson = (token: Token, other: Token | undefined, gap: Token['gap'] | undefined) =>
    (isNamed(token.key) && token.key !== own) || givenNames.has(token.key) || isPair(token, other, gap);
  if (next !== undefined && isAmpersand(text, last.end, next.start))
    return !isPerson(next, tokens[to + 2], tokens[to + 2]?.gap);
  if (before !== undefined && isAmpersand(text, before.end, first.start))
    return !isPerson(before, tokens[from - 2], before.gap);
  return false;
}

const isAmpersand = (text: string, from: number | undefined, to: number | undefined) =>
  from !== undefined && to !== undefined && text.slice(from, to).trim() === '&';
