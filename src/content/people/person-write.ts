import { isDeepStrictEqual } from 'node:util';
import { problems } from '../../platform/problems/index.js';
import { catalogue, maxEntries } from './fields.js';
import { searchTextOf, sortNameOf } from './rules.js';
import type { PersonInput, PersonRow } from './schemas.js';
import type { PersonWrite } from './store.js';

/** Converts an input to the person that is stored, with a slug and a visibility that are decided elsewhere. */
export function toPersonWrite(
  input: Omit<PersonInput, 'visibility'>,
  { slug, visibility }: Pick<PersonWrite, 'slug' | 'visibility'>,
): PersonWrite {
  const values = catalogue.storedValuesOf(input);
  const aliases = (input.aliases ?? []).map(({ name, kind, from = null, to = null }) => ({ name, kind, from, to }));
  const roles = (input.roles ?? []).map(({ title, organisation = null, from = null, to = null }) => {
    return { title, organisation, from, to };
  });
  const { name, givenName, familyName, shortNames } = values;
  return {
    ...values,
    slug,
    visibility,
    sortName: input.sortName ?? sortNameOf(values),
    aliases,
    roles,
    searchText: searchTextOf([name, givenName, familyName, ...shortNames, ...aliases.map((alias) => alias.name)]),
  };
}

/**
 * Adds the former name of a person whose name changes to the aliases of the input, so that articles that print it still
 * name this person. Former names also stay if the input has no aliases.
 *
 * @throws invalid-request if there is no room for another alias
 */
export function withFormerNames(before: PersonRow, input: PersonInput): PersonInput {
  const givenAliases = input.aliases ?? before.aliases.filter(({ kind }) => kind === 'former');
  // A person who takes a former name again has it no longer as a former one.
  const aliases =
    input.name === before.name
      ? givenAliases
      : givenAliases.filter(({ name, kind }) => kind !== 'former' || name !== input.name);
  const isKept = [input.name, ...aliases.map(({ name }) => name)].includes(before.name);
  if (isKept) return { ...input, aliases };
  if (aliases.length >= maxEntries) {
    const detail = `must have fewer than ${maxEntries} entries when the name changes, because the former name becomes one.`;
    throw problems.invalidRequest(`"/aliases" ${detail}`, {
      errors: [{ pointer: '/aliases', code: 'too-big', detail }],
    });
  }
  return { ...input, aliases: [...aliases, { name: before.name, kind: 'former' }] };
}

/** Converts a stored person to an input. A generated sort name is left out, so that it follows changed names. */
export function asInput(row: PersonRow): PersonInput {
  const { id: _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = row;
  return { ...input, sortName: row.sortName === sortNameOf(row) ? undefined : row.sortName };
}

/** Returns the fields of a person that a save changes. */
export const changedFields = (before: PersonRow, after: PersonWrite) =>
  catalogue.contentNames.filter((name) => !isDeepStrictEqual(before[name], after[name]));
