import type { Match, Part, Setting } from './article-text.js';
import { composedAttribution } from './composed-quotes.js';
import { isComposed } from './fold.js';
import { type Quotation, quotationsIn } from './quotations.js';
import { findSpeakers } from './quote-speakers.js';
import { type Runs, verbOf } from './speakers.js';
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

/** Returns a verb as printed. A few consist of two words. */
function printedVerb({ tokens, text }: Part, at: number): string {
  const { start, end, key } = tokens[at] as Token;
  return text.slice(start, firstWordsOfVerbs.has(key) ? (tokens[at + 1]?.end ?? end) : end);
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
  const quotations = quotationsIn(text, tokens);
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
  const speakers = quotations.length === 0 ? [] : findSpeakers(part, matches, quotations, runs, verbs);
  const beside = besideComposed(text, composedIndices, matches, quotations, attributions);
  for (const [number, quotation] of quotations.entries()) {
    const speaker = speakers[number];
    const other = beside.get(quotation);
    if (speaker !== undefined) {
      const verb = speaker.verb === undefined ? '' : printedVerb(part, speaker.verb);
      addQuote(attributions[speaker.index], quotation, verb);
    } else if (other !== undefined) addQuote(attributions[other.index], quotation, other.verb);
  }
  return attributions;
}

function addQuote(attribution: Attribution | undefined, { text, textStart, textEnd }: Quotation, verb: string): void {
  if (attribution === undefined) return;
  attribution.kind = 'direct';
  attribution.quotes.push({ text, start: textStart, end: textEnd, verb });
}

/** Returns for each quotation beside Chinese, Japanese or Korean names the nearest one, and marks who is quoted. */
function besideComposed(
  text: string,
  composedIndices: readonly number[],
  matches: readonly Match[],
  quotations: readonly Quotation[],
  attributions: readonly Attribution[],
): ReadonlyMap<Quotation, { index: number; verb: string }> {
  const nearest = new Map<Quotation, { index: number; verb: string; distance: number }>();
  let first = 0;
  for (const index of composedIndices) {
    const { part, from } = matches[index] as Match;
    const { start, end } = part.tokens[from] as Token;
    // Quotations far before or after the name cannot be beside it.
    while (first < quotations.length && (quotations[first]?.end ?? 0) < start - maxDistance) first += 1;
    let last = first;
    while (last < quotations.length && (quotations[last]?.start ?? 0) <= end + maxDistance) last += 1;
    const near = quotations.slice(first, last);
    if (near.some((quotation) => start > quotation.start && start < quotation.end)) continue;
    const attribution = composedAttribution(text, start, end, near);
    if (attribution === undefined) continue;
    (attributions[index] as Attribution).kind = 'indirect';
    for (const quotation of attribution.quotations) {
      const distance = start < quotation.start ? quotation.start - start : start - quotation.end;
      const other = nearest.get(quotation);
      if (other === undefined || distance < other.distance)
        nearest.set(quotation, { index, verb: attribution.verb, distance });
    }
  }
  return nearest;
}

/** How many characters from a name without spaces its quotations are searched. */
const maxDistance = 100;
