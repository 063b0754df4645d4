import { follows, type Part } from './article-text.js';
import type { Token } from './tokens.js';
import { afterName, beforeMonth, months, weekdays } from './words.js';

const sinceWhen: ReadonlySet<string> = new Set(['until', 'since', 'till', 'during']);

/** Returns whether a word means a month (or the verb "may") rather than a person. */
export function isMonth({ tokens, text }: Part, at: number): boolean {
  const token = tokens[at] as Token;
  if (!months.has(token.key) || token.isPossessive) return false;
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (next !== undefined && next.gap !== 'sentence' && /^\d/.test(text.slice(next.start, next.start + 1))) return true;
  if (
    token.gap !== 'sentence' &&
    before !== undefined &&
    (beforeMonth.has(before.key) || months.has(before.key) || weekdays.has(before.key) || /^\d/.test(before.key)) &&
    // The exception is a sentence such as "Until May could go on, she said nothing."
    !(sinceWhen.has(before.key) && next?.gap === 'space' && afterName.has(next.key))
  )
    return true;
  if (
    follows(next) &&
    (months.has(next.key) ||
      ['the', 'you', 'he', 'she', 'they', 'it', 'we', 'i', 'be', 'god', 'day'].includes(next.key))
  )
    return true;
  const second = tokens[at + 2]?.key ?? '';
  if (next?.key === 'is' || next?.key === 'was')
    return ['when', 'usually', 'traditionally', 'normally'].includes(second);
  return next !== undefined && ['and', 'or', 'to', 'through'].includes(next.key) && months.has(second);
}
