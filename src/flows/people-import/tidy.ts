import { earliestDay, isPartialDate, latestDay } from '../../lib/partial-date.js';
import { type Fields, isFields } from '../directory-files/index.js';
import { asList } from './lenient.js';

/** How many entries of a list are kept. This is the limit for a person. */
const maxListItems = 100;

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === '';

/** Returns a text trimmed and in NFC, undefined for an empty text and for null, and other values unchanged. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').trim() || undefined;
  return value ?? undefined;
}

function cleanFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([field, value]) => [field, clean(value)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** Removes items with equal keys, keeps the first of each, and returns at most `maxListItems`. */
function distinct(items: readonly unknown[], keyOf: (item: unknown) => unknown): unknown[] {
  const byKey = new Map<unknown, unknown>();
  for (const item of items) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
    if (byKey.size === maxListItems) break;
  }
  return [...byKey.values()];
}

/** Is called with each part of a person that is removed. */
type OnRemoval = (what: string) => void;

function dateOf(value: unknown, onRemoval: OnRemoval): unknown {
  if (typeof value !== 'string') return value;
  const day = value.replace(/[T ].*$/s, '');
  if (isPartialDate(day)) return day;
  if (value.trim() !== '') onRemoval(`date ${value.slice(0, 40)}`);
  return undefined;
}

/**
 * Removes invalid dates from an entry. If the span ends before it begins, both dates are removed, because either may be
 * wrong.
 */
function cleanDates(entry: Fields, onRemoval: OnRemoval): Fields {
  const from = dateOf(entry.from, onRemoval);
  const to = dateOf(entry.to, onRemoval);
  const isReversed = typeof from === 'string' && typeof to === 'string' && earliestDay(from) > latestDay(to);
  if (isReversed) onRemoval(`date ${from} to ${to}`);
  return cleanFields({ ...entry, from: isReversed ? undefined : from, to: isReversed ? undefined : to });
}

/** Returns the entries with a name other than `excludedName`, with cleaned fields and without duplicates. */
function entriesOf(
  list: unknown,
  nameField: 'name' | 'title',
  onRemoval: OnRemoval,
  excludedName?: unknown,
): unknown[] {
  const entries = asList(list)
    .filter((entry) => !isFields(entry) || !isBlank(entry[nameField]))
    .map((entry) => (isFields(entry) ? cleanDates(cleanFields(entry), onRemoval) : entry))
    .filter((entry) => !isFields(entry) || entry[nameField] === undefined || entry[nameField] !== excludedName);
  return distinct(entries, (entry) =>
    isFields(entry) && typeof entry[nameField] === 'string'
      ? JSON.stringify([entry[nameField], entry.organisation, entry.from, entry.to])
      : entry,
  );
}

function textsOf(list: unknown): unknown[] {
  return distinct(
    asList(list)
      .map(clean)
      .filter((text) => text !== undefined),
    (text) => text,
  );
}

/**
 * Cleans up a person from a file: trims texts and normalises them to NFC, and removes empty values, duplicates and
 * invalid dates. Values of a wrong type are kept, so that validation refuses them with the name of the field.
 */
export function tidyPerson(person: Fields, onRemoval: OnRemoval): Fields {
  const fields = cleanFields(person);
  const { shortNames, aliases, roles, sameAs } = fields;
  return {
    ...fields,
    ...(Array.isArray(shortNames) ? { shortNames: textsOf(shortNames) } : {}),
    ...(Array.isArray(aliases) ? { aliases: entriesOf(aliases, 'name', onRemoval, fields.name) } : {}),
    ...(Array.isArray(roles) ? { roles: entriesOf(roles, 'title', onRemoval) } : {}),
    ...(Array.isArray(sameAs) ? { sameAs: textsOf(sameAs) } : {}),
  };
}
