import type { Match, Part } from './article-text.js';
import { type Entry, heldOn, isLaterThan } from './directory.js';
import { officeBefore, titleBefore } from './titles.js';

/** Ranks people who share a name by the exact form of the name, the printedKey office and their offices that day. */
export function chooseMatch(
  part: Part,
  from: number,
  to: number,
  entries: readonly Pick<Entry, 'person' | 'kind' | 'isExact' | 'ownShort'>[],
  day: string | undefined,
): Match {
  const method = entries[0]?.kind ?? 'name';
  const base = method === 'name' ? 0.99 : 0.95;
  if (entries.length === 1) {
    const { person, ownShort } = entries[0] as Entry;
    const score = day !== undefined && isLaterThan(person, day) ? base - 0.05 : base;
    return { part, from, to, candidates: [{ person, score }], method, confidence: score, cut: 0, skip: 0, ownShort };
  }
  const title = officeBefore(part, from, titleBefore(part.tokens, from));
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
    cut: 0,
    skip: 0,
    ownShort: entries.find(({ person }) => person === best.person)?.ownShort,
  };
}
