import type { Token } from './tokens.js';
import { speech } from './words.js';

export type QuoteKind = 'none' | 'direct' | 'indirect';

/** How many words a quotation needs. Shorter ones are single expressions in quotation marks. */
const minQuotationWords = 4;

/** How many words, such as a title or an apposition, may stand between the name and the verb. */
const maxWordsToVerb = 12;

type Quotation = { start: number; end: number };

/** Finds quotations of at least four words in curly, straight, low or pointed marks. None extends beyond a block. */
export function quotationsIn(text: string): Quotation[] {
  const quotations: Quotation[] = [];
  for (const match of text.matchAll(/“[^”\n]*”?|„[^“”\n]*[“”]?|«[^»\n]*»?|"[^"\n]*"?/gu)) {
    const count = match[0].match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
    if (count >= minQuotationWords) quotations.push({ start: match.index, end: match.index + match[0].length });
  }
  return quotations;
}

const inside = ({ start, end }: Quotation, at: number) => at > start && at < end;

/** Returns the indices of the first and the last word of the sentence around some words. */
function sentenceAround(tokens: readonly Token[], from: number, to: number): [first: number, last: number] {
  let first = from;
  while (first > 0 && tokens[first]?.gap !== 'sentence') first -= 1;
  let last = to;
  while (last + 1 < tokens.length && tokens[last + 1]?.gap !== 'sentence') last += 1;
  return [first, last];
}

/**
 * Returns whether the person named by the tokens `from` to `to` is quoted there. A verb of speech must follow the name
 * or stand right before it. The quote is direct if a quotation of at least four words is beside them in the same block.
 */
export function quoteKindAt(
  text: string,
  tokens: readonly Token[],
  quotations: readonly Quotation[],
  from: number,
  to: number,
  isNamed: (index: number) => boolean,
): QuoteKind {
  const start = tokens[from]?.start ?? 0;
  if (quotations.some((quotation) => inside(quotation, start)) || tokens[to]?.isPossessive) return 'none';
  const verb = verbBeside(tokens, from, to, isNamed);
  if (verb === undefined) return 'none';
  const [first, last] = sentenceAround(tokens, Math.min(from, verb), Math.max(to, verb));
  const opens = tokens[first]?.start ?? 0;
  const closes = tokens[last]?.end ?? text.length;
  // A quotation ends right before the sentence that names its speaker, begins in it, or follows it in the same block.
  const beside = quotations.some(
    (quotation) =>
      (quotation.end > opens && quotation.start <= closes) ||
      (quotation.end <= opens + 1 &&
        /^[\s,.]*$/.test(text.slice(quotation.end, opens)) &&
        !text.slice(quotation.end, opens).includes('\n')) ||
      (quotation.start > closes &&
        /^[\s.:,]*$/.test(text.slice(closes, quotation.start)) &&
        !text.slice(closes, quotation.start).includes('\n')),
  );
  return beside ? 'direct' : 'indirect';
}

function verbBeside(
  tokens: readonly Token[],
  from: number,
  to: number,
  isNamed: (index: number) => boolean,
): number | undefined {
  // “…,” said Ann; “…,” said the minister, Ann.
  for (let at = from - 1; at >= 0 && at >= from - 4; at -= 1) {
    const after = tokens[at + 1];
    if (after === undefined || after.gap === 'sentence' || isNamed(at)) break;
    if (speech.has(tokens[at]?.key ?? '')) {
      if (!isNamed(at - 1)) return at;
      break;
    }
  }
  // Ann said; Ann, who leads the party, said.
  for (let at = to + 1; at < tokens.length && at <= to + maxWordsToVerb; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.gap === 'sentence' || isNamed(at)) return undefined;
    if (speech.has(token.key)) return at;
    const next = tokens[to + 1];
    // Beyond the next word, the verb may follow only an apposition or adverb, which begins with a comma.
    if (at > to + 1 && next?.gap !== 'comma') return undefined;
  }
  return undefined;
}
