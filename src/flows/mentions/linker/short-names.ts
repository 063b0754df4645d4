import { type Directory, heldOn, type Person } from './directory.js';
import { isSurnameAt } from './guards.js';
import { type Match, type Part, sure } from './story.js';
import { officeBefore } from './titles.js';
import type { Token } from './tokens.js';
import type { Suggestion } from './unknown.js';
import { everyday, particles } from './words.js';

const none: readonly never[] = [];

type Place = { part: number; at: number };

/** Those who were named in full, by what is printed of them later, with the places where they were. */
function namedBefore(
  matches: readonly Match[],
  parts: readonly Part[],
): Map<string, { person: Person; places: Place[] }[]> {
  const shorts = new Map<string, { person: Person; places: Place[] }[]>();
  for (const { part, from, candidates, confidence } of matches) {
    const person = candidates[0]?.person;
    if (person === undefined || confidence < sure) continue;
    const place = { part: parts.indexOf(part), at: from };
    for (const key of person.shorts) {
      const known = shorts.get(key) ?? [];
      const same = known.find((one) => one.person === person);
      if (same === undefined) known.push({ person, places: [place] });
      else same.places.push(place);
      shorts.set(key, known);
    }
  }
  return shorts;
}

/** Looks for what later mentions print of those who are named in the story, and for surnames behind titles. */
export function shortNames(
  parts: readonly Part[],
  directory: Directory,
  full: readonly Match[],
  day: string | undefined,
  byTitle: readonly Match[] = none,
): { matches: Match[]; suggestions: Suggestion[] } {
  const taken = new Map(parts.map((part) => [part, new Set<number>()]));
  for (const { part, from, to } of full) for (let at = from; at <= to; at += 1) taken.get(part)?.add(at);
  const body = [...full, ...byTitle].sort((a, b) => Number(b.part.field === 'body') - Number(a.part.field === 'body'));
  const named = namedBefore(body, parts);
  const matches: Match[] = [];
  const suggestions: Suggestion[] = [];

  function candidatesAt(part: Part, from: number, to: number, key: string): Match | undefined {
    const office = officeBefore(part, from);
    const holders =
      office === undefined ? [] : (directory.shorts.get(key) ?? none).filter((person) => heldOn(person, office, day));
    const here = named.get(key) ?? none;
    const inStory = holders.filter((holder) => here.some(({ person }) => person === holder));
    if (here.length > 0) {
      const only = inStory.length === 1 ? inStory[0] : here.length === 1 ? here[0]?.person : undefined;
      if (only !== undefined) {
        // Somebody else holds the office that is printed here.
        const other = office !== undefined && holders.length === 1 && holders[0] !== only ? holders[0] : undefined;
        if (other !== undefined && inStory.length === 0) {
          return {
            part,
            from,
            to,
            candidates: [
              { person: other, score: 0.8 },
              { person: only, score: 0.2 },
            ],
            method: 'title',
            confidence: 0.8,
          };
        }
        return { part, from, to, candidates: [{ person: only, score: 0.95 }], method: 'short-name', confidence: 0.95 };
      }
      const place = { part: parts.indexOf(part), at: from };
      const ranked = here
        .map(({ person, places }) => ({ person, distance: Math.min(...places.map((one) => distance(one, place))) }))
        .sort((a, b) => a.distance - b.distance)
        .map(({ person }, index) => ({ person, score: index === 0 ? 0.55 : 0.45 / (here.length - 1) }));
      return { part, from, to, candidates: ranked, method: 'short-name', confidence: 0.55 };
    }
    const [holder] = holders;
    if (holder !== undefined && holders.length === 1) {
      return { part, from, to, candidates: [{ person: holder, score: 0.9 }], method: 'title', confidence: 0.9 };
    }
    return undefined;
  }

  for (const part of [...parts].sort((a, b) => Number(b.field === 'body') - Number(a.field === 'body'))) {
    const { tokens, text } = part;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at] as Token;
      if (taken.get(part)?.has(at) || (!token.capital && !particles.has(token.key))) continue;
      for (let to = Math.min(tokens.length, at + directory.longestShort) - 1; to >= at; to -= 1) {
        if (!isRun(tokens, at, to) || taken.get(part)?.has(to)) continue;
        const key = tokens
          .slice(at, to + 1)
          .map((one) => one.key)
          .join(' ');
        if (!named.has(key) && !directory.shorts.has(key)) continue;
        const from = withInitial(part, at, directory.shorts.get(key) ?? none);
        if (!isSurnameAt(part, directory, from, to)) continue;
        const match = candidatesAt(part, from, to, key);
        if (match !== undefined) {
          matches.push(match);
        } else if (from === at && key.length > 2 && !part.titled && !everyday.has(key) && token.gap !== 'sentence') {
          suggestions.push({
            field: part.field,
            name: text.slice(token.start, tokens[to]?.end),
            start: token.start,
            end: tokens[to]?.end ?? 0,
            reason: 'surname-alone',
          });
        }
        at = to;
        break;
      }
    }
  }

  return { matches, suggestions };
}

/** How far back a place is named; what lies ahead counts as farther than anything before. */
function distance(place: Place, from: Place): number {
  if (place.part !== from.part) return 1_000_000;
  return place.at <= from.at ? from.at - place.at : 500_000 + place.at - from.at;
}

function isRun(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from + 1; at <= to; at += 1) {
    const gap = tokens[at]?.gap;
    if ((gap !== 'space' && gap !== 'hyphen') || tokens[at - 1]?.possessive) return false;
  }
  return true;
}

/** `D. Trump` is one name; `J. Johnson` is another's than Boris's. */
function withInitial({ tokens }: Part, at: number, people: readonly Person[]): number {
  const before = tokens[at - 1];
  const fits =
    before?.initials === true &&
    tokens[at]?.gap === 'space' &&
    before.key.length === 1 &&
    people.some(({ initial }) => initial === before.key);
  return fits ? at - 1 : at;
}
