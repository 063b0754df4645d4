import type { Runs } from './active-verbs.js';
import type { Match, Part, Setting } from './article-text.js';
import { namesInCredit, withBlockQuotes } from './block-quotes.js';
import { findComposedSpeakers } from './composed-speakers.js';
import { isComposed } from './fold.js';
import { jointSpeakers } from './joint-speakers.js';
import { type Quotation, quotationsIn } from './quotations.js';
import { creditsOf } from './quote-credits.js';
import { findSpeakers } from './quote-speakers.js';
import { lengthOfSource } from './sources.js';
import { verbOf } from './speakers.js';
import { firstWordsOfVerbs } from './speech-verbs.js';
import type { Token } from './tokens.js';

export type QuoteKind = 'none' | 'direct' | 'indirect';

/** Words that a person says, with the verb that says so as printed. Offsets in UTF-16 units, without the marks. */
export type Quote = { text: string; start: number; end: number; verb: string };

/** How a person is quoted at a place, and the quotes in the order of the text. */
export type Attribution = { kind: QuoteKind; quotes: Quote[] };

/** Numbers the runs of words that are in one sentence without a quotation between them, in linear time. */
function runsOf({ text, tokens, sentences }: Part, quotations: readonly Quotation[]): Runs {
  if (quotations.length === 0) return sentences;
  const runs = new Int32Array(tokens.length);
  let [run, next, isAfter] = [0, 0, false];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    while (next < quotations.length && (quotations[next]?.end ?? 0) <= token.start) {
      next += 1;
      isAfter = true;
    }
    if ((quotations[next]?.start ?? Number.POSITIVE_INFINITY) <= token.start) {
      runs[at] = -1;
      continue;
    }
    const ends = token.gap === 'sentence' && !isAfterRemark(text, tokens[at - 1], token);
    if (isAfter || ends) run += 1;
    isAfter = false;
    runs[at] = run;
  }
  return runs;
}

/** Returns whether a full stop before a word belongs to an abbreviation in brackets, as in `Kaine (D-Va.) said`. */
const isAfterRemark = (text: string, before: Token | undefined, { start, isCapitalised }: Token): boolean =>
  before !== undefined && !isCapitalised && text.slice(before.end, start) === '.) ';

/** Returns a verb as printed. A few consist of several words. */
function printedVerb(part: Part, at: number): string {
  const { tokens, text } = part;
  const { start, end, key } = tokens[at] as Token;
  const last = at + (firstWordsOfVerbs.has(key) ? 1 : lengthOfSource(part, at) - 1);
  return text.slice(start, tokens[last]?.end ?? end);
}

/**
 * Returns whether and how a part quotes each of the people whom it names.
 *
 * A quotation belongs to the person who is the subject of the verb of speech beside it. If no verb is beside it, it
 * belongs to the speaker of the sentence before, or else to that of the sentence after. A quotation that belongs to
 * somebody who is not named, or to a pronoun, belongs to none of the people.
 *
 * The time grows with the text.
 *
 * @param matches in the order of the text
 * @param isNamed returns whether a word is part of a name
 */
export function attributionsIn(
  part: Part,
  matches: readonly Match[],
  setting: Setting,
  isNamed: (index: number) => boolean,
): Attribution[] {
  if (matches.length === 0) return [];
  const { text, tokens } = part;
  const { quotations, credits: blockCredits } = withBlockQuotes(part, quotationsIn(text, tokens));
  const runs = runsOf(part, quotations);
  const attributions = matches.map((): Attribution => ({ kind: 'none', quotes: [] }));
  const verbs = new Map<number, number>();
  const composedIndices: number[] = [];
  for (const [index, match] of matches.entries()) {
    const { key, isCaseless } = tokens[match.from] as Token;
    if (isCaseless && isComposed(key)) {
      composedIndices.push(index);
      continue;
    }
    const verb = verbOf(match, runs, setting, isNamed);
    if (verb === undefined) continue;
    (attributions[index] as Attribution).kind = 'indirect';
    verbs.set(verb, index);
  }
  const jointIndices = joinSpeakers(part, matches, runs, verbs, attributions);
  const beside = findComposedSpeakers(text, composedIndices, matches, quotations, (index) => {
    (attributions[index] as Attribution).kind = 'indirect';
  });
  if (quotations.length === 0) return attributions;
  const speakers = findSpeakers(part, matches, quotations, runs, verbs);
  const credits = creditsOf(part, matches, quotations, runs);
  for (const [number, quotation] of quotations.entries()) {
    const speaker = speakers[number];
    const other = beside.get(quotation);
    const blockCredit = blockCredits.get(quotation);
    const creditedIndices =
      blockCredit === undefined ? credits[number] : namesInCredit(part, matches, blockCredit, runs);
    if (creditedIndices !== undefined)
      for (const index of creditedIndices) addQuote(attributions[index], quotation, '');
    else if (speaker !== undefined) {
      const verb = speaker.verb === undefined ? '' : printedVerb(part, speaker.verb);
      const indices = (speaker.verb === undefined ? undefined : jointIndices.get(speaker.verb)) ?? [speaker.index];
      for (const index of indices) addQuote(attributions[index], quotation, verb);
    } else if (other !== undefined)
      for (const index of other.indices) addQuote(attributions[index], quotation, other.verb);
  }
  return attributions;
}

/**
 * Finds out who speaks together, as in `Ann and Ben said`, and marks all of them. Removes the verbs whose subject is
 * another noun.
 *
 * @returns the indices of several speakers, by the indices of their verbs
 */
function joinSpeakers(
  part: Part,
  matches: readonly Match[],
  runs: Runs,
  verbs: Map<number, number>,
  attributions: readonly Attribution[],
): ReadonlyMap<number, readonly number[]> {
  const jointIndices = new Map<number, readonly number[]>();
  for (const [verb, index] of [...verbs]) {
    const indices = jointSpeakers(part, runs, matches, { index, verb });
    if (indices.length === 1) continue;
    if (indices.length === 0) {
      verbs.delete(verb);
      (attributions[index] as Attribution).kind = 'none';
    }
    for (const one of indices) (attributions[one] as Attribution).kind = 'indirect';
    jointIndices.set(verb, indices);
  }
  return jointIndices;
}

function addQuote(attribution: Attribution | undefined, { text, textStart, textEnd }: Quotation, verb: string): void {
  if (attribution === undefined) return;
  attribution.kind = 'direct';
  attribution.quotes.push({ text, start: textStart, end: textEnd, verb });
}
