import { follows, type Part } from './article-text.js';
import { afterName, speech, suffixes } from './words.js';

/** Words after the name of the older or younger of two relatives who share it, folded. */
const generations: ReadonlySet<string> = new Set(
  'senior junior pere fils padre hijo pai filho starszy mlodszy старшии младшии'.split(' '),
);

/** Returns whether words after a name, such as `Jr.`, `III` or `senior`, show that a relative is meant. */
export function isOfRelative({ tokens, isEnglish }: Part, to: number): boolean {
  const next = tokens[to + 1];
  if (next === undefined || tokens[to]?.isPossessive || (next.gap !== 'space' && next.gap !== 'comma')) return false;
  if (suffixes.has(next.key)) return next.isCapitalised;
  if (!generations.has(next.key) || next.gap !== 'space') return false;
  // "Johnson senior said", but not "Johnson senior advisers said"
  const after = tokens[to + 2];
  return !isEnglish || !follows(after) || speech.has(after.key) || afterName.has(after.key) || after.key.endsWith('ed');
}
