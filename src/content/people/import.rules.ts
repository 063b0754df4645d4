import { isDeepStrictEqual } from 'node:util';
import { catalogue, maxEntries, type PersonValues } from './fields.js';
import { foldName } from './rules.js';
import type { PersonInput, PersonRow } from './schemas.js';

const toNameKey = (name: string) => foldName(name).join(' ');

/** Addresses in registers where each person has exactly one page, so that different pages mean different people. */
const registerPatterns = [/^https:\/\/bioguide\.congress\.gov\//];

const registerPagesOf = (pages: readonly string[]) =>
  pages.filter((page) => registerPatterns.some((register) => register.test(page)));

/** Returns whether the ids prove that a record and a stored person are different people, whatever their names. */
function haveDifferentIds(input: PersonInput, row: PersonRow): boolean {
  if (input.wikidataId != null && row.wikidataId !== null && input.wikidataId !== row.wikidataId) return true;
  const [own, other] = [registerPagesOf(input.sameAs ?? []), registerPagesOf(row.sameAs)];
  return own.length > 0 && other.length > 0 && !own.some((page) => other.includes(page));
}

/** The slugs of a file: all of them, and those of the people who have been found so far, by the ids of the people here. */
export type FileSlugs = { all: ReadonlySet<string>; byPersonId: Map<string, string> };

/**
 * Finds the stored person that a record describes: by Wikidata id, then by the address of a page about the person, then
 * by slug, then by name. Except for the first, people whose ids differ are excluded. A name counts only if one person
 * has it.
 *
 * Two people with different slugs in one file are different, whatever their names. A stored person whose slug the file
 * gives to another record is that record's person.
 */
export function personOf(
  input: PersonInput,
  candidates: readonly PersonRow[],
  fileSlugs: FileSlugs,
): PersonRow | undefined {
  const byId = candidates.find(({ wikidataId }) => wikidataId !== null && wikidataId === input.wikidataId);
  if (byId !== undefined) return byId;
  const others = candidates.filter((row) => !haveDifferentIds(input, row));
  const pages = new Set(input.sameAs ?? []);
  const byPage = others.find(({ sameAs }) => sameAs.some((page) => pages.has(page)));
  if (byPage !== undefined) return byPage;
  const bySlug = others.find(({ slug }) => slug === input.slug);
  if (bySlug !== undefined) return bySlug;
  const belongsToOther = ({ id, slug }: PersonRow): boolean => {
    const slugInFile = fileSlugs.byPersonId.get(id) ?? (fileSlugs.all.has(slug) ? slug : undefined);
    return input.slug !== undefined && slugInFile !== undefined && slugInFile !== input.slug;
  };
  const byName = others.filter((row) => toNameKey(row.name) === toNameKey(input.name) && !belongsToOther(row));
  return byName.length === 1 ? byName[0] : undefined;
}

/** Adds an imported value to a stored one: new entries to a list, or the value if none is stored. */
function completeValue(storedValue: unknown, importedValue: unknown): unknown {
  if (!Array.isArray(storedValue)) return storedValue ?? importedValue ?? null;
  return [...new Set([...storedValue, ...((importedValue as unknown[] | undefined) ?? [])])].slice(0, maxEntries);
}

/** Adds the data of a record to a stored person. Removes nothing that an editor wrote. */
export function mergeRecord(row: PersonRow, input: PersonInput): PersonRow {
  const names = new Set([row.name, ...row.aliases.map(({ name }) => name)].map(toNameKey));
  const own = { name: input.name, kind: 'alias' as const, from: null, to: null };
  const aliases = [...row.aliases];
  for (const { name, kind, from = null, to = null } of [own, ...(input.aliases ?? [])]) {
    if (names.has(toNameKey(name)) || aliases.length >= maxEntries) continue;
    names.add(toNameKey(name));
    aliases.push({ name, kind, from, to });
  }
  const roles = [...row.roles];
  for (const { title, organisation = null, from = null, to = null } of input.roles ?? []) {
    const role = { title, organisation, from, to };
    // A role with the same start is the same role, even if its end has changed.
    const same = roles.findIndex(
      (one) => one.title === title && one.organisation === organisation && one.from === from,
    );
    if (same !== -1) roles[same] = { ...role, to: to ?? roles[same]?.to ?? null };
    else if (roles.length < maxEntries) roles.push(role);
  }
  const values = catalogue.storedNames.map((name) => [name, completeValue(row[name], input[name])]);
  // An import adds to what is stored, so it never hides a public person.
  const visibility = input.visibility === 'public' ? 'public' : row.visibility;
  return { ...row, ...(Object.fromEntries(values) as PersonValues), visibility, aliases, roles };
}

/** Returns whether a record added nothing. */
export const isUnchanged = (before: PersonRow, after: PersonRow): boolean => isDeepStrictEqual(before, after);
