import { coversDay, earliestDay } from '../../lib/partial-date.js';
import type { Reason, ResolveInput, ResolveResult } from './resolve.schemas.js';
import { foldName, spellingsOf } from './rules.js';
import type { PersonRow } from './schemas.js';

type NameToResolve = ResolveInput['names'][number];
type Candidate = ResolveResult['results'][number]['candidates'][number];
type ScorePart = { score: number; reasons: Reason[] };

/** How much an office printed beside a name adds to the score. */
const officeWeights = { held: 0.25, atAnotherTime: 0.1, unknown: -0.15 };

const toNameKey = (name: string) => foldName(name).join(' ');
const isCalled = (name: string, nameKey: string) => spellingsOf(name).includes(nameKey);

/** Returns the similarity of two words: the share of letter pairs that they have in common (Dice), 0 to 1. */
function likeness(one: string, other: string): number {
  const pairs = (text: string) => Array.from({ length: text.length + 1 }, (_, at) => ` ${text} `.slice(at, at + 2));
  const leftPairs = pairs(one);
  const rightPairs = pairs(other);
  const common = leftPairs.filter((pair) => {
    const at = rightPairs.indexOf(pair);
    if (at !== -1) rightPairs.splice(at, 1);
    return at !== -1;
  });
  return (2 * common.length) / (one.length + other.length + 2);
}

function byName({ name, date }: NameToResolve, person: PersonRow): ScorePart {
  const nameKey = toNameKey(name);
  const full = [
    person.name,
    `${person.givenName ?? ''} ${person.familyName ?? ''}`,
    `${person.familyName ?? ''} ${person.givenName ?? ''}`,
  ];
  if (full.some((form) => isCalled(form, nameKey))) return { score: 0.9, reasons: ['name'] };
  const alias = person.aliases.find((one) => isCalled(one.name, nameKey));
  if (alias !== undefined) {
    return date !== undefined && !coversDay(alias, date)
      ? { score: 0.6, reasons: ['alias', 'alias-of-another-time'] }
      : { score: 0.85, reasons: ['alias'] };
  }
  if ([person.familyName ?? '', ...person.shortNames].some((short) => isCalled(short, nameKey)))
    return { score: 0.6, reasons: ['short-name'] };
  const words = nameKey.split(' ');
  const knownWords = new Set([...full, ...person.aliases.map((one) => one.name)].flatMap(foldName));
  const share = words.filter((word) => knownWords.has(word)).length / words.length;
  if (share === 1) return { score: 0.55, reasons: ['partial-name'] };
  const similarities = words.map((word) => Math.max(0, ...[...knownWords].map((other) => likeness(word, other))));
  return {
    score: 0.7 * (similarities.reduce((sum, one) => sum + one, 0) / words.length) ** 2,
    reasons: ['similar-name'],
  };
}

function byTitle({ title, date }: NameToResolve, { roles }: PersonRow): ScorePart {
  if (title === undefined) return { score: 0, reasons: [] };
  const titleKey = toNameKey(title);
  const matchingRoles = roles.filter((role) =>
    ` ${toNameKey(`${role.title} ${role.organisation ?? ''}`)} `.includes(` ${titleKey} `),
  );
  if (matchingRoles.length === 0) return { score: officeWeights.unknown, reasons: ['title-unknown'] };
  return date === undefined || matchingRoles.some((role) => coversDay(role, date))
    ? { score: officeWeights.held, reasons: ['title-held'] }
    : { score: officeWeights.atAnotherTime, reasons: ['title-of-another-time'] };
}

function byTime({ date }: NameToResolve, { roles }: PersonRow): ScorePart {
  const isLater =
    date !== undefined && roles.length > 0 && roles.every(({ from }) => from !== null && earliestDay(from) > date);
  return isLater ? { score: -0.1, reasons: ['nothing-known-by-then'] } : { score: 0, reasons: [] };
}

/**
 * Ranks the people that a printed name may mean, the most likely first. The score depends on the name that matches, the
 * office printed beside it and the date. If several people fit equally well, their scores are lowered.
 *
 * @param people with a name like the printed one
 */
export function candidatesFor(printedName: NameToResolve, people: readonly PersonRow[], limit: number): Candidate[] {
  const matches = people.map((person) => {
    const parts = [byName(printedName, person), byTitle(printedName, person), byTime(printedName, person)];
    const score = parts.reduce((sum, part) => sum + part.score, 0);
    return { person, score, reasons: parts.flatMap((part) => part.reasons) };
  });
  matches.sort((a, b) => b.score - a.score || (a.person.name < b.person.name ? -1 : 1));
  const best = matches[0]?.score ?? 0;
  const rivals = matches.filter(({ score }) => best - score < 0.05).length;
  return matches.slice(0, limit).map(({ person: { id, slug, name, disambiguation, wikidataId }, score, reasons }) => ({
    person: { id, slug, name, disambiguation, wikidataId },
    score:
      Math.round(
        100 *
          Math.min(1, Math.max(0, rivals > 1 && best - score < 0.05 ? Math.min(score, 0.9 / rivals + 0.05) : score)),
      ) / 100,
    reasons,
  }));
}
