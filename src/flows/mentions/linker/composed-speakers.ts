import type { Match } from './article-text.js';
import { composedAttribution } from './composed-quotes.js';
import { titlesAfter } from './composed-words.js';
import type { Quotation } from './quotations.js';
import type { Token } from './tokens.js';

/** The indices of the matches that name the speakers of a quotation, and the verb as printed. */
export type ComposedSpeakers = { indices: readonly number[]; verb: string };

/** How many characters from a name without spaces its quotations are searched. */
const maxDistance = 100;

/**
 * Returns the speakers of quotations beside Chinese, Japanese and Korean names. The person whose name has the particle of
 * a subject is preferred to the nearest one. The time grows with the text.
 *
 * @param composedIndices the indices of the matches that are such names
 * @param onQuoted is called for each match that names somebody whose speech is reported, with or without a quotation
 */
export function findComposedSpeakers(
  text: string,
  composedIndices: readonly number[],
  matches: readonly Match[],
  quotations: readonly Quotation[],
  onQuoted: (index: number) => void,
): ReadonlyMap<Quotation, ComposedSpeakers> {
  const speakersByQuotation = new Map<Quotation, ComposedSpeakers & { distance: number }>();
  let first = 0;
  for (const [number, index] of composedIndices.entries()) {
    const { start, end } = spanOf(matches[index] as Match);
    // Quotations far before or after the name cannot be beside it.
    while (first < quotations.length && (quotations[first]?.end ?? 0) < start - maxDistance) first += 1;
    let last = first;
    while (last < quotations.length && (quotations[last]?.start ?? 0) <= end + maxDistance) last += 1;
    const near = quotations.slice(first, last);
    if (near.some((quotation) => start > quotation.start && start < quotation.end)) continue;
    const attribution = composedAttribution(text, start, end, near);
    if (attribution === undefined) continue;
    const others = joinedBefore(text, composedIndices, matches, number);
    const indices = [...others, ...(others.length > 0 && !attribution.isDirectSubject ? [] : [index])];
    for (const one of indices) onQuoted(one);
    for (const quotation of attribution.quotations) {
      const gap = start < quotation.start ? quotation.start - start : start - quotation.end;
      const distance = gap + (attribution.role === 'subject' ? 0 : maxDistance);
      const before = speakersByQuotation.get(quotation);
      if (before === undefined || distance < before.distance)
        speakersByQuotation.set(quotation, { indices, verb: attribution.verb, distance });
    }
  }
  return withNextParagraphs(text, quotations, speakersByQuotation);
}

const spanOf = ({ part, from }: Match) => part.tokens[from] as Token;

/** Matches what stands between the names of people who speak together. */
const joints = /^\s?(?:和|与|與|及|以及|、|跟|と|や|과|와|및)\s?$/u;

/** Returns the indices of the matches before a name that are joined with it, as in `王小明和李克强`. */
function joinedBefore(
  text: string,
  composedIndices: readonly number[],
  matches: readonly Match[],
  number: number,
): number[] {
  const indices: number[] = [];
  for (let at = number; at > 0; at -= 1) {
    const leftIndex = composedIndices[at - 1] as number;
    const { end } = spanOf(matches[leftIndex] as Match);
    const { start } = spanOf(matches[composedIndices[at] as number] as Match);
    if (start - end > maxJoint) break;
    if (!joints.test(text.slice(end, start).replace(/^ /, '').replace(titlesAfter, ''))) break;
    indices.unshift(leftIndex);
  }
  return indices;
}

/** How many characters a title and a conjunction between two names have at most. */
const maxJoint = 12;

/** Adds the speakers of quotations that continue in the next paragraph, which repeats the opening mark. */
function withNextParagraphs(
  text: string,
  quotations: readonly Quotation[],
  speakersByQuotation: ReadonlyMap<Quotation, ComposedSpeakers>,
): ReadonlyMap<Quotation, ComposedSpeakers> {
  if (speakersByQuotation.size === 0 || !quotations.some(({ isOpen }) => isOpen)) return speakersByQuotation;
  const all = new Map(speakersByQuotation);
  const copy = (from: Quotation | undefined, to: Quotation | undefined) => {
    const speakers = from === undefined ? undefined : all.get(from);
    if (to !== undefined && speakers !== undefined && !all.has(to)) all.set(to, speakers);
  };
  const continues = (at: number) => {
    const [one, next] = [quotations[at], quotations[at + 1]];
    return one?.isOpen === true && next !== undefined && /^\s*$/.test(text.slice(one.end, next.start));
  };
  for (let at = 0; at < quotations.length - 1; at += 1) if (continues(at)) copy(quotations[at], quotations[at + 1]);
  for (let at = quotations.length - 2; at >= 0; at -= 1) if (continues(at)) copy(quotations[at + 1], quotations[at]);
  return all;
}
