import { isPartialDate, latestDay } from '../../lib/partial-date.js';
import { isWellFormed } from '../../lib/well-formed.js';
import { entryLabel, type Fields, isFields } from '../directory-files/index.js';
import { congressNames } from './congress-names.js';
import { asFields, asList, asText } from './lenient.js';
import type { Draft } from './record.js';
import { houseTitle, stateName } from './states.js';

type Role = { title: string; organisation: string | null; from: string | undefined; to: string | undefined };

/** Terms in the same office with a gap of up to this many days are joined to one role. */
const maxGapDays = 31;
const dayMs = 86_400_000;

export const isLegislator = (value: unknown): value is Fields =>
  isFields(value) && isFields(value.name) && Array.isArray(value.terms);

/** Reads people, presidents included, from the files of https://github.com/unitedstates/congress-legislators. */
export function congressPeople(entries: readonly unknown[]): Draft[] {
  return entries.map((entry, index) => {
    if (!isLegislator(entry))
      return { from: entryLabel(index, undefined), problem: 'must have an object "name" and a list "terms"' };
    const id = asFields(entry.id);
    const names = congressNames(asFields(entry.name), id.wikipedia);
    const terms = asList(entry.terms)
      .filter(isFields)
      .toSorted((one, other) => compareText(asText(one.start) ?? '', asText(other.start) ?? ''));
    return {
      from: entryLabel(index, names.name),
      person: {
        ...names,
        shortNames: [names.familyName],
        roles: rolesOf(terms),
        disambiguation: descriptionOf(terms.at(-1)),
        wikidataId: asText(id.wikidata),
        sameAs: profileUrls(id),
      },
    };
  });
}

const compareText = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

/** Returns the offices held. Consecutive terms in the same office become one role. */
function rolesOf(terms: readonly Fields[]): Role[] {
  const roles: Role[] = [];
  const current = new Map<string, Role>();
  for (const term of terms) {
    const office = officeOf(term);
    if (office === undefined) continue;
    const key = JSON.stringify(office);
    const [from, to] = [dateOf(term.start), dateOf(term.end)];
    const before = current.get(key);
    if (before !== undefined && isContinuous(before.to, from)) {
      before.to = before.to === undefined || to === undefined || to > before.to ? to : before.to;
    } else {
      const role = { ...office, from, to };
      roles.push(role);
      current.set(key, role);
    }
  }
  return roles;
}

function officeOf({ type, state }: Fields): { title: string; organisation: string | null } | undefined {
  const code = asText(state);
  const place = code === undefined ? '' : ` for ${stateName(code)}`;
  if (type === 'sen') return { title: 'Senator', organisation: `United States Senate${place}` };
  if (type === 'rep')
    return { title: houseTitle(code ?? ''), organisation: `United States House of Representatives${place}` };
  if (type === 'prez') return { title: 'President of the United States', organisation: null };
  if (type === 'viceprez') return { title: 'Vice President of the United States', organisation: null };
  return undefined;
}

function dateOf(value: unknown): string | undefined {
  const text = asText(value);
  return text !== undefined && isPartialDate(text) ? text : undefined;
}

function isContinuous(end: string | undefined, start: string | undefined): boolean {
  return (
    end !== undefined && start !== undefined && (Date.parse(start) - Date.parse(latestDay(end))) / dayMs <= maxGapDays
  );
}

/** Returns a text that distinguishes people of the same name, such as `Democratic senator from Washington`. */
function descriptionOf(term: Fields | undefined): string | undefined {
  const office = term === undefined ? undefined : officeOf(term);
  if (term === undefined || office === undefined) return undefined;
  const code = asText(term.state);
  const party = partyOf(term);
  const place = code === undefined ? '' : ` from ${stateName(code)}`;
  // Only the office is a common noun, as in "vice president of the United States".
  const title = office.title.replace(/^(?:Vice )?\w+(?: Commissioner)?/, (noun) => noun.toLowerCase());
  const text = `${party === undefined ? '' : `${party} `}${title}${place}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function partyOf(term: Fields): string | undefined {
  const party = asText(term.party);
  if (party === 'Democrat') return 'Democratic';
  return party === 'no party' ? undefined : party;
}

/** Returns the pages in the Biographical Directory of Congress, which has all members, and in Wikipedia. */
function profileUrls(id: Fields): string[] {
  const bioguide = asText(id.bioguide);
  const title = asText(id.wikipedia);
  return [
    ...(bioguide !== undefined && isWellFormed(bioguide)
      ? [`https://bioguide.congress.gov/search/bio/${encodeURIComponent(bioguide)}`]
      : []),
    ...(title !== undefined && isWellFormed(title)
      ? [`https://en.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`]
      : []),
  ];
}
