import type { Part } from './article-text.js';
import { isSpeechVerb, nounsOfReplies, passives } from './speech-verbs.js';
import type { Token } from './tokens.js';

/** Words of one sentence without quotations between them have the same number. Words inside quotations have -1. */
export type Runs = Int32Array;

/** Returns whether a word is a verb of speech in the active voice. */
export function isActiveVerb({ tokens, text }: Part, runs: Runs, at: number): boolean {
  const token = tokens[at];
  if (token === undefined || !isSpeechVerb(token.key, text.slice(token.start, token.end))) return false;
  if (nounsOfReplies.has(token.key) && tokens[at + 1]?.key.startsWith('ver') !== true) return false;
  for (let before = at - 1; before >= at - 2 && before >= 0; before -= 1) {
    if (runs[before] !== runs[at] || tokens[before + 1]?.gap === 'comma') break;
    if (passives.has((tokens[before] as Token).key)) return false;
  }
  return true;
}
