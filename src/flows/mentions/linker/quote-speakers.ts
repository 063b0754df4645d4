import { isActiveVerb, type Runs } from './active-verbs.js';
import type { Match, Part } from './article-text.js';
import type { Quotation } from './quotations.js';
import type { Join, Place } from './quote-places.js';
import { beginsRun, isLabel } from './speakers.js';
import { conjunctions, finalVerbs, reactions } from './speech-verbs.js';
import type { Token } from './tokens.js';

/** The match that names a speaker, and the index of the verb. A label in an interview has no verb. */
export type Speaker = { index: number; verb: number | undefined };

/** Somebody who is not named, or not by a name of the directory. */
const somebody = 'somebody';

type Attribution = Speaker | typeof somebody | undefined;

/** How many words beside a quotation are searched for a verb of speech. */
const maxWords = 20;

/** How many words after `?` and `!` a verb of speech is near enough to report the question. */
const maxWordsAfterQuestion = 6;

class Speakers {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** The verbs by the indices of their subjects. */
  readonly #verbOf: ReadonlyMap<number, number>;

  constructor(
    readonly part: Part,
    readonly matches: readonly Match[],
    readonly runs: Runs,
    /** The indices of the matches that are subjects of verbs, by the indices of these verbs. */
    readonly verbs: ReadonlyMap<number, number>,
    /** The indices of the matches, by the run in which they are. */
    readonly byRun: ReadonlyMap<number, readonly number[]>,
  ) {
    this.#text = part.text;
    this.#tokens = part.tokens;
    this.#verbOf = new Map([...verbs].map(([verb, index]) => [index, verb]));
  }

  speakerAt(verb: number): Attribution {
    const index = this.verbs.get(verb);
    return index === undefined ? somebody : { index, verb };
  }

  /** Returns the first verb of speech from a word on, in its run. */
  firstVerb(from: number, words = maxWords): number | undefined {
    for (let at = from; at < from + words && this.runs[at] === this.runs[from]; at += 1) if (this.isVerb(at)) return at;
    return undefined;
  }

  /** Returns the verb of the name with which a run begins, even if a clause with another verb stands between them. */
  verbOfFirst(from: number): number | undefined {
    const index = this.byRun.get(this.runs[from] ?? -1)?.[0];
    return index !== undefined && this.matches[index]?.from === from ? this.#verbOf.get(index) : undefined;
  }

  /** Returns the last verb of speech up to a word, in its run. */
  lastVerb(from: number): number | undefined {
    for (let at = from; at >= 0 && at > from - maxWords && this.runs[at] === this.runs[from]; at -= 1)
      if (this.isVerb(at)) return at;
    return undefined;
  }

  isVerb(at: number): boolean {
    return this.verbs.has(at) || isActiveVerb(this.part, this.runs, at);
  }

  joinAfter(quotation: Quotation, before: number | undefined, after: number | undefined, nextStart: number): Join {
    const { end, last } = quotation;
    const next = after === undefined ? undefined : this.#tokens[after];
    if (after === undefined || next === undefined) return 'end';
    const between = this.#text.slice(end, next.start);
    if (between.includes('\n')) return 'end';
    const isLower = !next.isCapitalised && !next.isCaseless;
    if (/[.;:!?。؟]/.test(between)) return 'sentence';
    if (/[.。]/.test(last)) return isLower ? 'report' : 'sentence';
    const verb = this.firstVerb(after);
    if (/[?!…؟？！;\u037E]/.test(last)) {
      if (isLower || /[,،—–-]/.test(between)) return 'report';
      const isNear = verb !== undefined && verb <= after + maxWordsAfterQuestion;
      // Ann asked: “Why?” Ben answered: “Because.” The words after the question are about the second speaker only.
      const isReport = isNear && !this.introduces(verb, nextStart) && this.before({ quotation, before }) === undefined;
      return isReport ? 'report' : 'sentence';
    }
    if (/[,،、，—–-]/.test(last) || /[,،，—–-]/.test(between)) return 'report';
    if (verb === undefined) return 'embedded';
    const isBeside = verb <= after + 1 || (this.verbs.has(verb) && verb <= after + maxWordsAfterQuestion);
    return isBeside ? 'report' : 'embedded';
  }

  /** Returns whether a verb and a colon are the last before the next quotation, in UTF-16 units. */
  introduces(verb: number, nextStart: number): boolean {
    const [token, next] = [this.#tokens[verb] as Token, this.#tokens[verb + 1]];
    if (next === undefined || next.start < nextStart) return false;
    return /^\s*[:：]\s*$/.test(this.#text.slice(token.end, nextStart));
  }

  /** Returns who says a quotation according to the words after it in the same sentence. */
  after({ before, after, join }: Place): Attribution {
    if (join !== 'report' || after === undefined) return undefined;
    const verb = this.verbOfFirst(after) ?? this.firstVerb(after);
    if (verb === undefined) return undefined;
    const speaker = this.speakerAt(verb);
    if (speaker !== somebody || before === undefined || verb > after + 1) return speaker;
    // Erdoğan, “…” dedi; Erdoğan, “…” diye konuştu
    const isFinal = finalVerbs.has((this.#tokens[verb] as Token).key);
    if (!isFinal || (this.runs[verb + 2] === this.runs[verb] && this.runs[verb + 2] !== undefined)) return speaker;
    const index = this.byRun.get(this.runs[before] ?? -1)?.findLast((at) => (this.matches[at] as Match).cut === 0);
    return index === undefined ? speaker : { index, verb };
  }

  /** Returns who says a quotation according to the words that lead to it: `Ann said: “…”`. */
  before({ quotation: { start }, before }: Pick<Place, 'quotation' | 'before'>): Attribution {
    if (before === undefined) return undefined;
    const between = this.#text.slice((this.#tokens[before] as Token).end, start);
    const hasColon = between.includes(':') || between.includes('：');
    if (/[.!?…;]/.test(between) || (between.includes('\n') && !/:\s*$/.test(between))) return undefined;
    const inRun = this.byRun.get(this.runs[before] ?? -1) ?? [];
    const verb = this.lastVerb(before);
    if (verb !== undefined) {
      const speaker = this.speakerAt(verb);
      if (speaker !== somebody) return speaker;
      const [only, other] = inRun;
      const isOnly = only !== undefined && other === undefined && beginsRun(this.matches[only] as Match, this.runs);
      // Ann smiled and said: “…”
      if (isOnly && conjunctions.has(this.#tokens[verb - 1]?.key ?? '')) return { index: only, verb };
      if (verb >= before - 1) return somebody;
    }
    const lastSpeaker = this.lastClaim(before);
    if (lastSpeaker !== undefined) {
      // According to Ann, the mayor said: “…”
      const isSource = !isActiveVerb(this.part, this.runs, lastSpeaker.verb);
      return isSource && verb !== undefined && verb > lastSpeaker.verb ? somebody : lastSpeaker;
    }
    const label = inRun.length === 1 ? inRun[0] : undefined;
    if (hasColon && label !== undefined && isLabel(this.matches[label] as Match, this.runs, before))
      return { index: label, verb: undefined };
    return verb !== undefined || hasColon ? somebody : undefined;
  }

  /** Returns the last of the people who speak in a run, up to a word. */
  lastClaim(from: number): (Speaker & { verb: number }) | undefined {
    for (let at = from; at >= 0 && at > from - 2 * maxWords && this.runs[at] === this.runs[from]; at -= 1) {
      const index = this.verbs.get(at);
      if (index !== undefined) return { index, verb: at };
    }
    return undefined;
  }

  /** Returns whether a quotation is a sentence of its own, right after another sentence in the same line. */
  followsSentence({ quotation: { start }, before }: Place): boolean {
    if (before === undefined) return false;
    const between = this.#text.slice((this.#tokens[before] as Token).end, start);
    return !between.includes('\n') && /[.!?…。؟]/.test(between);
  }

  /** Returns whether only spaces stand between two quotations, or whether the second continues an open one. */
  continues({ quotation, before }: Place, last: Place | undefined): boolean {
    if (last === undefined || before !== undefined) return false;
    const between = this.#text.slice(last.quotation.end, quotation.start);
    return last.quotation.isOpen ? /^\s*$/.test(between) : /^[^\S\n]*$/.test(between);
  }
}

function placesOf(speakers: Speakers, quotations: readonly Quotation[]): Place[] {
  const { part, runs } = speakers;
  const { tokens } = part;
  let at = 0;
  let edge = 0;
  return quotations.map((quotation, number) => {
    while (at < tokens.length && (tokens[at] as Token).start < quotation.start) at += 1;
    const before = at > 0 && runs[at - 1] !== -1 && (tokens[at - 1] as Token).start >= edge ? at - 1 : undefined;
    while (at < tokens.length && (tokens[at] as Token).start < quotation.end) at += 1;
    edge = quotation.end;
    const next = quotations[number + 1]?.start ?? Number.POSITIVE_INFINITY;
    const after = at < tokens.length && (tokens[at] as Token).start < next ? at : undefined;
    return { quotation, before, after, join: speakers.joinAfter(quotation, before, after, next) };
  });
}

/** Returns who says a quotation according to its own sentence. */
function ownSpeaker(speakers: Speakers, place: Place, last: Place | undefined): Attribution {
  const before = speakers.before(place);
  const after = speakers.after(place);
  if (before === undefined || before === somebody) return typeof after === 'object' ? after : (before ?? after);
  // “We agree,” Ann said, “and we go.” The words before are about both, unless the second has its own.
  const isReportOfLast = last !== undefined && last.join === 'report' && last.after !== undefined;
  if (!isReportOfLast || /^\p{Ll}/u.test(place.quotation.text)) return before;
  return after ?? before;
}

/**
 * Returns who says each quotation, or undefined if nobody does whom a match names. The time grows with the text.
 *
 * @param verbs the indices of the matches that are subjects of verbs, by the indices of these verbs
 */
export function findSpeakers(
  part: Part,
  matches: readonly Match[],
  quotations: readonly Quotation[],
  runs: Runs,
  verbs: ReadonlyMap<number, number>,
): (Speaker | undefined)[] {
  const byRun = new Map<number, number[]>();
  for (const [index, { from }] of matches.entries()) {
    const run = runs[from] ?? -1;
    const inRun = byRun.get(run);
    if (inRun === undefined) byRun.set(run, [index]);
    else inRun.push(index);
  }
  byRun.delete(-1);
  const speakers = new Speakers(part, matches, runs, verbs, byRun);
  const places = placesOf(speakers, quotations);
  const results: Attribution[] = [];
  for (const [number, place] of places.entries()) {
    const last = places[number - 1];
    let speaker = ownSpeaker(speakers, place, last);
    const isWhole = place.join === 'end' || place.join === 'sentence';
    if (speaker === undefined && isWhole) {
      if (speakers.continues(place, last)) speaker = results[number - 1];
      else if (speakers.followsSentence(place) && place.before !== undefined) {
        const report = last === undefined ? undefined : speakers.after(last);
        const isReport = last?.after !== undefined && runs[last.after] === runs[place.before];
        speaker = (isReport ? report : undefined) ?? speakers.lastClaim(place.before);
        if (speaker === undefined && speakers.lastVerb(place.before) !== undefined) speaker = somebody;
      }
      if (speaker === undefined && place.join === 'sentence' && place.after !== undefined) {
        const verb = speakers.firstVerb(place.after);
        const isOther = verb === undefined || reactions.has((part.tokens[verb] as Token).key);
        speaker = isOther ? undefined : speakers.speakerAt(verb);
      }
    }
    results.push(speaker);
  }
  // The words after the last paragraph of a long quotation tell who says all of it.
  for (let number = places.length - 2; number >= 0; number -= 1) {
    const next = places[number + 1] as Place;
    if (results[number] === undefined && places[number]?.quotation.isOpen && speakers.continues(next, places[number]))
      results[number] = results[number + 1];
  }
  return results.map((speaker) => (speaker === somebody ? undefined : speaker));
}
