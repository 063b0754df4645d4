import { covers, earliest } from '../../lib/partial-date.js';
import { foldName, spellingsOf } from './rules.js';
import type { PersonRow, Reason, Resolved, ResolveInput } from './schemas.js';

type Asked = ResolveInput['names'][number];
type Candidate = Resolved['results'][number]['candidates'][number];
type Found = { score: number; reasons: Reason[] };

/** How much of an office decides between people of one name. */
const office = { held: 0.25, atAnotherTime: 0.1, unknown: -0.15 };

const key = (name: string) => foldName(name).join(' ');
const isCalled = (name: string, asked: string) => spellingsOf(name).includes(asked);

/** The share of the letters, in pairs, that two words have in common (Dice). */
function likeness(one: string, other: string): number {
  const pairs = (text: string) => Array.from({ length: text.length + 1 }, (_, at) => ` ${text} `.slice(at, at + 2));
  const left = pairs(one);
  const right = pairs(other);
  const common = left.filter((pair) => {
    const at = right.indexOf(pair);
    if (at !== -1) right.splice(at, 1);
    return at !== -1;
  });
  return (2 * common.length) / (one.length + other.length + 2);
}

function byName({ name, date }: Asked, person: PersonRow): Found {
  const asked = key(name);
  const full = [
    person.name,
    `${person.givenName ?? ''} ${person.familyName ?? ''}`,
    `${person.familyName ?? ''} ${person.givenName ?? ''}`,
  ];
  if (full.some((form) => isCalled(form, asked))) return { score: 0.9, reasons: ['name'] };
  const alias = person.aliases.find((one) => isCalled(one.name, asked));
  if (alias !== undefined) {
    return date !== undefined && !covers(alias, date)
      ? { score: 0.6, reasons: ['alias', 'alias-of-another-time'] }
      : { score: 0.85, reasons: ['alias'] };
  }
  if ([person.familyName ?? '', ...person.shortNames].some((short) => isCalled(short, asked)))
    return { score: 0.6, reasons: ['short-name'] };
  const words = asked.split(' ');
  const known = new Set([...full, ...person.aliases.map((one) => one.name)].flatMap(foldName));
  const share = words.filter((word) => known.has(word)).length / words.length;
  if (share === 1) return { score: 0.55, reasons: ['partial-name'] };
  const best = words.map((word) => Math.max(0, ...[...known].map((other) => likeness(word, other))));
  return {
    score: 0.7 * (best.reduce((sum, one) => sum + one, 0) / words.length) ** 2,
    reasons: ['similar-name'],
  };
}

function byTitle({ title, date }: Asked, { roles }: PersonRow): Found {
  if (title === undefined) return { score: 0, reasons: [] };
  const asked = key(title);
  const fitting = roles.filter((role) => ` ${key(`${role.title} ${role.organisation ?? ''}`)} `.includes(` ${asked} `));
  if (fitting.length === 0) return { score: office.unknown, reasons: ['title-unknown'] };
  return date === undefined || fitting.some((role) => covers(role, date))
    ? { score: office.held, reasons: ['title-held'] }
    : { score: office.atAnotherTime, reasons: ['title-of-another-time'] };
}

function byTime({ date }: Asked, { roles }: PersonRow): Found {
  const isLater =
    date !== undefined && roles.length > 0 && roles.every(({ from }) => from !== null && earliest(from) > date);
  return isLater ? { score: -0.1, reasons: ['nothing-known-by-then'] } : { score: 0, reasons: [] };
}

/**
 * Whose a name may be, the likeliest first: by which of their names it is, by the office printed beside it, by the time.
 * Where several fit alike, none of them is certain.
 *
 * @param people who is called anything like it
 */
export function candidatesFor(asked: Asked, people: readonly PersonRow[], limit: number): Candidate[] {
  const found = people.map((person) => {
    const parts = [byName(asked, person), byTitle(asked, person), byTime(asked, person)];
    const score = parts.reduce((sum, part) => sum + part.score, 0);
    return { person, score, reasons: parts.flatMap((part) => part.reasons) };
  });
  found.sort((a, b) => b.score - a.score || (a.person.name < b.person.name ? -1 : 1));
  const best = found[0]?.score ?? 0;
  const rivals = found.filter(({ score }) => best - score < 0.05).length;
  return found.slice(0, limit).map(({ person: { id, slug, name, disambiguation, wikidataId }, score, reasons }) => ({
    person: { id, slug, name, disambiguation, wikidataId },
    score:
      Math.round(
        100 *
          Math.min(1, Math.max(0, rivals > 1 && best - score < 0.05 ? Math.min(score, 0.9 / rivals + 0.05) : score)),
      ) / 100,
    reasons,
  }));
}
