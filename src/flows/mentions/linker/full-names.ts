import { type Directory, type Entry, heldOn, isLaterThan } from './directory.js';
import { isNamedAt } from './guards.js';
import type { Match, Part } from './story.js';
import { officeBefore } from './titles.js';
import type { Token } from './tokens.js';
import { particles, suffixes } from './words.js';

/** Looks for people by all words of a name. */
export function fullNames(part: Part, directory: Directory, day: string | undefined): Match[] {
  const { tokens } = part;
  const found: Match[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const first = tokens[at] as Token;
    if (!first.capital && !particles.has(first.key)) continue;
    const most = directory.starts.get(first.key);
    if (most === undefined) continue;
    const match = longestAt(part, directory, at, most, day);
    if (match === undefined) continue;
    found.push(match);
    at = match.to;
  }
  return found;
}

function longestAt(
  part: Part,
  directory: Directory,
  from: number,
  most: number,
  day: string | undefined,
): Match | undefined {
  const { tokens } = part;
  // Keys of the words on the way, with initials in the middle and without.
  const ends: { to: number; keys: string[] }[] = [];
  let whole: string[] = [];
  let bare: string[] = [];
  for (let at = from; at < tokens.length && whole.length < most + 2; at += 1) {
    const token = tokens[at] as Token;
    if (at > from) {
      const suffix = suffixes.has(token.key) && token.gap === 'comma';
      if (token.gap !== 'space' && token.gap !== 'hyphen' && !suffix) break;
      if (tokens[at - 1]?.possessive) break;
      if (!token.capital && token.gap !== 'hyphen' && !particles.has(token.key) && !suffixes.has(token.key)) break;
    }
    whole = [...whole, token.key];
    if (at === from || !(token.initials && token.key.length === 1)) bare = [...bare, token.key];
    const keys = [whole.join(' ')];
    if (bare.length !== whole.length) keys.push(bare.join(' '));
    ends.push({ to: at, keys });
  }
  for (const { to, keys } of ends.reverse()) {
    const last = tokens[to] as Token;
    if (last.initials && last.key.length === 1 && to > from) continue;
    for (const key of keys) {
      const entries = directory.names.get(key);
      if (entries === undefined) continue;
      if (!isNamedAt(part, directory, from, to, entries)) continue;
      return chosen(part, from, to, entries, day);
    }
  }
  return undefined;
}

/** Orders those whom words may name: by the office printed before them, then by whether they had one that day. */
function chosen(part: Part, from: number, to: number, entries: readonly Entry[], day: string | undefined): Match {
  const method = entries[0]?.kind ?? 'name';
  const base = method === 'name' ? 0.99 : 0.95;
  if (entries.length === 1) {
    const { person } = entries[0] as Entry;
    const score = day !== undefined && isLaterThan(person, day) ? base - 0.05 : base;
    return { part, from, to, candidates: [{ person, score }], method, confidence: score };
  }
  const title = officeBefore(part, from);
  const ranked = entries
    .map(({ person }) => {
      const office = title !== undefined && heldOn(person, title, day) ? 0.5 : 0;
      const then = day !== undefined && isLaterThan(person, day) ? 0 : 0.1;
      return { person, score: 0.3 + office + then };
    })
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked as [(typeof ranked)[number], (typeof ranked)[number]];
  const told = best.score - second.score >= 0.4;
  return {
    part,
    from,
    to,
    candidates: ranked,
    method,
    confidence: told ? 0.9 : best.score > second.score ? 0.55 : 0.4,
  };
}
