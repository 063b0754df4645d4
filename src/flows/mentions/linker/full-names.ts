import type { Match, Part, Setting } from './article-text.js';
import { type Directory, type Entry, heldOn, isLaterThan, isUsedOn } from './directory.js';
import { isComposed } from './fold.js';
import { otherForms } from './forms.js';
import { isNamedAt } from './guards.js';
import { namesWithMiddle } from './middle-names.js';
import { officeBefore } from './titles.js';
import type { Token } from './tokens.js';
import { particles, suffixes } from './words.js';

/** Finds people who are named in full. Longer names take precedence. */
export function fullNames(part: Part, directory: Directory, setting: Setting): Match[] {
  const { tokens } = part;
  const matches: Match[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const first = tokens[at] as Token;
    // Names without spaces are found by `composedNames`.
    if (first.isCaseless && isComposed(first.key)) continue;
    if (!first.isCapitalised && !first.isCaseless && !particles.has(first.key)) continue;
    const match = longestAt(part, directory, at, setting);
    if (match === undefined) continue;
    matches.push(match);
    at = match.to;
  }
  return matches;
}

/** Returns whether the name that ends with the word before may continue with this word. */
export function continuesName({ tokens, text }: Part, at: number): boolean {
  const token = tokens[at] as Token;
  const before = tokens[at - 1] as Token;
  if (before.isPossessive) return false;
  if (token.gap === 'hyphen' || token.gap === 'elision') return true;
  if (!token.isCapitalised && !token.isCaseless && !particles.has(token.key) && !suffixes.has(token.key)) return false;
  if (token.gap === 'space' || token.isOnNewLine || (token.gap === 'comma' && suffixes.has(token.key))) return true;
  // A nickname may be in quotation marks, as in `Earvin “Magic” Johnson`.
  return token.isCapitalised && /^(?: ["“‘'(]|["”’')] )$/.test(text.slice(before.end, token.start));
}

/** The words of a possible name, in the form in which the directory may have them. */
export type Reading = { key: string; skip: number; cut: number; isExact: boolean };

/** How many readings of an inflected name are tried. */
const maxReadings = 40;

/** Returns the forms of a word, the printed one first. */
function readingsOf(part: Part, at: number, { inflection }: Setting): Reading[] {
  const token = part.tokens[at] as Token;
  const exact = { key: token.key, skip: 0, cut: 0, isExact: true };
  const others = otherForms(part.text, token, inflection);
  return others.length === 0 ? [exact] : [exact, ...others.map((form) => ({ ...form, isExact: false }))];
}

/** Returns the readings of the words up to the next one. The cut of a word counts only if it is the last. */
function extend(readings: readonly Reading[], next: readonly Reading[]): Reading[] {
  const longer: Reading[] = [];
  for (const { key, skip, isExact } of readings)
    for (const word of next) {
      if (word.skip > 0 || longer.length === maxReadings) continue;
      longer.push({ key: `${key} ${word.key}`, skip, cut: word.cut, isExact: isExact && word.isExact });
    }
  return longer;
}

/** A place at which a name may end, with and without the initials in its middle. */
type End = { to: number; whole: readonly Reading[]; bare: readonly Reading[] };

function longestAt(part: Part, directory: Directory, from: number, setting: Setting): Match | undefined {
  const { tokens } = part;
  const { key: printed } = tokens[from] as Token;
  const isKnown = directory.starts.has(printed) || directory.outerStarts.has(printed);
  if (!isKnown && otherForms(part.text, tokens[from] as Token, setting.inflection).length === 0) return undefined;
  const first = readingsOf(part, from, setting);
  const starts = first.filter(({ key }) => directory.starts.has(key));
  const maxWords = Math.max(0, ...starts.map(({ key }) => directory.starts.get(key) ?? 0));
  const ends: End[] = [];
  let whole: readonly Reading[] = starts;
  let bare: readonly Reading[] = starts;
  for (let at = from; maxWords > 0 && at < tokens.length && at < from + maxWords + 2; at += 1) {
    if (at > from) {
      if (!continuesName(part, at)) break;
      const { key, initials } = tokens[at] as Token;
      const next = readingsOf(part, at, setting);
      const isSame = whole === bare;
      const isInitial = initials && key.length === 1;
      whole = extend(whole, next);
      if (!isInitial) bare = isSame ? whole : extend(bare, next);
    }
    ends.push({ to: at, whole, bare });
  }
  for (const { to, whole, bare } of ends.reverse()) {
    const last = tokens[to] as Token;
    if (last.initials && last.key.length === 1 && to > from) continue;
    for (const readings of whole === bare ? [whole] : [whole, bare])
      for (const reading of readings) {
        const match = matchOf(part, directory, from, to, reading, setting);
        if (match !== undefined) return match;
      }
  }
  return namesWithMiddle(part, directory, from, first, setting, readingsOf);
}

function matchOf(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  reading: Reading,
  { day }: Setting,
): Match | undefined {
  const entries = directory.names.get(reading.key)?.filter(({ span }) => isUsedOn(span, day));
  if (entries === undefined || entries.length === 0) return undefined;
  // An inflected single word is too weak to name a person, except after a prefix.
  if (from === to && !reading.isExact && reading.skip === 0) return undefined;
  if (!isNamedAt(part, directory, from, to, entries)) return undefined;
  const match = chooseMatch(part, from, to, entries, day);
  return { ...match, ...edgesOf(reading) };
}

/** Returns the properties of a match that say which characters at its ends are not part of the name. */
export const edgesOf = ({ skip, cut }: Pick<Reading, 'skip' | 'cut'>): Pick<Match, 'skip' | 'cut'> => ({
  ...(skip === 0 ? {} : { skip }),
  ...(cut === 0 ? {} : { cut }),
});

/** Ranks people who share a name by the exact form of the name, the printed office and their offices that day. */
export function chooseMatch(
  part: Part,
  from: number,
  to: number,
  entries: readonly Pick<Entry, 'person' | 'kind' | 'isExact'>[],
  day: string | undefined,
): Match {
  const method = entries[0]?.kind ?? 'name';
  const base = method === 'name' ? 0.99 : 0.95;
  if (entries.length === 1) {
    const { person } = entries[0] as Entry;
    const score = day !== undefined && isLaterThan(person, day) ? base - 0.05 : base;
    return { part, from, to, candidates: [{ person, score }], method, confidence: score };
  }
  const title = officeBefore(part, from);
  const rankedCandidates = entries
    .map(({ person, isExact }) => {
      const office = title !== undefined && heldOn(person, title, day) ? 0.5 : 0;
      const then = day !== undefined && isLaterThan(person, day) ? 0 : 0.1;
      return { person, score: Math.min(1, 0.1 + (isExact ? 0.4 : 0) + office + then) };
    })
    .sort((a, b) => b.score - a.score);
  const [best, second] = rankedCandidates as [(typeof rankedCandidates)[number], (typeof rankedCandidates)[number]];
  const isClear = best.score - second.score >= 0.4;
  return {
    part,
    from,
    to,
    candidates: rankedCandidates,
    method,
    confidence: isClear ? 0.9 : best.score > second.score ? 0.55 : 0.4,
  };
}
