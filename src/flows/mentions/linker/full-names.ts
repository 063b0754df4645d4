import type { Match, Part, Setting } from './article-text.js';
import { type Directory, type Entry, heldOn, isLaterThan } from './directory.js';
import { isNamedAt } from './guards.js';
import { officeBefore } from './titles.js';
import type { Token } from './tokens.js';
import { particles, suffixes } from './words.js';

/** Finds people who are named in full. Longer names take precedence. */
export function fullNames(part: Part, directory: Directory, setting: Setting): Match[] {
  const { tokens } = part;
  const matches: Match[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const first = tokens[at] as Token;
    if (!first.isCapitalised && !particles.has(first.key)) continue;
    const maxWords = directory.starts.get(first.key);
    if (maxWords === undefined) continue;
    const match = longestAt(part, directory, at, maxWords, setting);
    if (match === undefined) continue;
    matches.push(match);
    at = match.to;
  }
  return matches;
}

/** Returns whether the name that ends with the word before may continue with this word. */
function continuesName({ tokens, text }: Part, at: number): boolean {
  const token = tokens[at] as Token;
  const before = tokens[at - 1] as Token;
  if (before.isPossessive) return false;
  if (token.gap === 'hyphen') return true;
  if (!token.isCapitalised && !particles.has(token.key) && !suffixes.has(token.key)) return false;
  if (token.gap === 'space' || (token.gap === 'comma' && suffixes.has(token.key))) return true;
  // A nickname may be in quotation marks, as in `Earvin “Magic” Johnson`.
  return token.isCapitalised && /^(?: ["“‘'(]|["”’')] )$/.test(text.slice(before.end, token.start));
}

function longestAt(
  part: Part,
  directory: Directory,
  from: number,
  maxWords: number,
  setting: Setting,
): Match | undefined {
  const { tokens } = part;
  // The possible ends of the name, with its words as printed and without middle initials.
  const ends: { to: number; whole: string; bare: string }[] = [];
  let whole = '';
  let bare = '';
  for (let at = from; at < tokens.length && at < from + maxWords + 2; at += 1) {
    if (at > from && !continuesName(part, at)) break;
    const { key, initials } = tokens[at] as Token;
    whole = at === from ? key : `${whole} ${key}`;
    if (at === from || !(initials && key.length === 1)) bare = at === from ? key : `${bare} ${key}`;
    ends.push({ to: at, whole, bare });
  }
  for (const { to, whole, bare } of ends.reverse()) {
    const last = tokens[to] as Token;
    if (last.initials && last.key.length === 1 && to > from) continue;
    for (const key of whole === bare ? [whole] : [whole, bare]) {
      const match = matchOf(part, directory, from, to, key, setting);
      if (match !== undefined) return match;
    }
  }
  return undefined;
}

function matchOf(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  key: string,
  setting: Setting,
): Match | undefined {
  const entries = directory.names.get(key);
  if (entries !== undefined)
    return isNamedAt(part, directory, from, to, entries)
      ? chooseMatch(part, from, to, entries, setting.day)
      : undefined;
  // A German genitive, as in "Angela Merkels Rede".
  if (!setting.isGerman || !key.endsWith('s')) return undefined;
  const bare = directory.names.get(key.slice(0, -1));
  if (bare === undefined || !isNamedAt(part, directory, from, to, bare)) return undefined;
  return { ...chooseMatch(part, from, to, bare, setting.day), cut: 1 };
}

/** Ranks people who share a name by the exact form of the name, the printed office and their offices that day. */
function chooseMatch(part: Part, from: number, to: number, entries: readonly Entry[], day: string | undefined): Match {
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
