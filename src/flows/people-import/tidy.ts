import { earliestDay, isPartialDate, latestDay } from '../../lib/partial-date.js';
import { asList, type Fields, isFields } from './lenient.js';

/** How many entries of a list are kept: what a person may have. */
const maxListItems = 100;

const isBlank = (value: unknown) => typeof value === 'string' && value.trim() === '';

/** Texts as they are stored; `undefined` for what says nothing. */
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

/** The first of those that are alike, up to as many as are kept. */
function distinct(items: readonly unknown[], keyOf: (item: unknown) => unknown): unknown[] {
  const byKey = new Map<unknown, unknown>();
  for (const item of items) {
    const key = keyOf(item);
    if (!byKey.has(key)) byKey.set(key, item);
    if (byKey.size === maxListItems) break;
  }
  return [...byKey.values()];
}

function dateOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const day = value.replace(/[T ].*$/s, '');
  return isPartialDate(day) ? day : undefined;
}

/**
 * An entry of a list with the dates that can be meant. Of a span that ends before it begins neither date is kept: nobody
 * can tell which of them is wrong.
 */
function cleanDates(entry: Fields): Fields {
  const from = dateOf(entry.from);
  const to = dateOf(entry.to);
  const isReversed = typeof from === 'string' && typeof to === 'string' && earliestDay(from) > latestDay(to);
  return cleanFields({ ...entry, from: isReversed ? undefined : from, to: isReversed ? undefined : to });
}

/** The entries whose `named` field names something other than `besides`. */
function entriesOf(list: unknown, nameField: 'name' | 'title', excludedName?: unknown): unknown[] {
  const entries = asList(list)
    .filter((entry) => !isFields(entry) || !isBlank(entry[nameField]))
    .map((entry) => (isFields(entry) ? cleanDates(cleanFields(entry)) : entry))
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
 * A person as files have them, made what the newsroom would have written: texts trimmed and in NFC, and without what is
 * empty, said twice or no date. What is of the wrong type is left as it is, to be refused by name.
 */
export function tidyPerson(person: Fields): Fields {
  const fields = cleanFields(person);
  const { shortNames, aliases, roles, sameAs } = fields;
  return {
    ...fields,
    ...(Array.isArray(shortNames) ? { shortNames: textsOf(shortNames) } : {}),
    ...(Array.isArray(aliases) ? { aliases: entriesOf(aliases, 'name', fields.name) } : {}),
    ...(Array.isArray(roles) ? { roles: entriesOf(roles, 'title') } : {}),
    ...(Array.isArray(sameAs) ? { sameAs: textsOf(sameAs) } : {}),
  };
}
