import type { Part } from './article-text.js';
import type { Token } from './tokens.js';

/** How many words of a sentence are looked at on each side of a name. */
const maxWords = 12;

const isInCapitals = ({ isAllCaps, isCapitalised, key, initials }: Token) =>
  isAllCaps || initials || (isCapitalised && key.length === 1) || /^\d/.test(key);

/**
 * Returns whether a word stands in a sentence of the text that is all in capitals, as in `MERKEL LEAVES.` Capitals then
 * do not indicate names. Words in quotation marks are not such a sentence, because they may quote the lettering of a sign.
 */
export function isSentenceInCapitals({ tokens, text }: Part, at: number): boolean {
  if (tokens[at]?.isAllCaps !== true) return false;
  let first = at;
  while (tokens[first]?.gap !== 'sentence') {
    first -= 1;
    if (at - first > maxWords) break;
    if (!isInCapitals(tokens[first] as Token)) return false;
  }
  const start = tokens[first] as Token;
  if (start.gap === 'sentence' && first > 0) {
    const between = text.slice(tokens[first - 1]?.end, start.start);
    if (!/^[.!?…]*\s+$/.test(between)) return false;
  }
  let last = at;
  for (; last - at < maxWords; last += 1) {
    const next = tokens[last + 1];
    if (next === undefined || next.gap === 'sentence') break;
    if (!isInCapitals(next)) return false;
  }
  return last > first;
}
