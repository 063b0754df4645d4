import { PersonInput } from '../../content/people/index.js';
import {
  type Entry,
  type Fields,
  hasNextPage,
  isFields,
  isPage,
  jsonEntries,
  looksLikeNdjson,
  ndjsonEntries,
  quoteForMessage,
  type Refusal,
  readJson,
} from '../directory-files/index.js';
import { congressPeople, isLegislator } from './congress.js';
import { asFields, asText } from './lenient.js';
import { popoloFields, popoloPeople } from './popolo.js';
import { type Draft, type PersonRecord, recordOf } from './record.js';
import { readYaml } from './shallow-yaml.js';

export type { PersonRecord } from './record.js';

type Format = 'popolo' | 'ndjson' | 'congress';
type ParsedFile = { format: Format; drafts: Draft[]; hasNextPage?: boolean };

type PeopleFile = {
  format: Format;
  records: PersonRecord[];
  refusals: Refusal[];
  /** Whether the file is one page of a longer list. */
  hasNextPage: boolean;
};

const ourFields: ReadonlySet<string> = new Set(Object.keys(PersonInput.shape).filter((field) => field !== 'name'));

/** Fields that only organisations have in Popolo. */
const organizationFields = ['classification', 'parent_id', 'founding_date', 'dissolution_date'];

/**
 * Reads the people of a file in the order of the file, and the refused records with the reasons. The format is detected
 * from the text. The name of the file decides only if the text is broken.
 *
 * @throws UnknownFormatError if the text is in none of the supported formats
 */
export function readPeople(text: string, name: string): PeopleFile {
  const { format, drafts, hasNextPage = false } = recognise(text.replace(/^\uFEFF/, ''), name);
  const records: PersonRecord[] = [];
  const refusals: Refusal[] = [];
  for (const draft of drafts) {
    const record = recordOf(draft);
    if ('input' in record) records.push(record);
    else refusals.push(record);
  }
  return { format, records, refusals, hasNextPage };
}

function recognise(text: string, name: string): ParsedFile {
  const json = readJson(text);
  const result = 'value' in json ? parseJsonValue(json.value) : parseLines(text, name);
  if (result !== undefined) return result;
  if (/\.(?:ndjson|jsonl)$/i.test(name)) return { format: 'ndjson', drafts: toDrafts(ndjsonEntries(text)) };
  throw createUnknownFormatError(
    name,
    'problem' in json && /^\s*[[{]/.test(text) ? `The text ${json.problem}.` : undefined,
  );
}

function parseJsonValue(value: unknown): ParsedFile | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return { format: 'ndjson', drafts: [] };
    if (value.some(isLegislator)) return { format: 'congress', drafts: congressPeople(value) };
    if (!value.some(isPerson)) return undefined;
    return isPopolo(value)
      ? { format: 'popolo', drafts: popoloPeople({ persons: value }) }
      : { format: 'ndjson', drafts: jsonPeople(value) };
  }
  if (!isFields(value)) return undefined;
  if (isPage(value) && (value.data.length === 0 || value.data.some(isPerson)))
    return { format: 'ndjson', drafts: jsonPeople(value.data), hasNextPage: hasNextPage(value) };
  if (Array.isArray(value.persons)) return { format: 'popolo', drafts: popoloPeople(value) };
  if (!isPerson(value)) return undefined;
  return isPopolo([value])
    ? { format: 'popolo', drafts: popoloPeople({ persons: [value] }) }
    : { format: 'ndjson', drafts: [{ from: 'line 1', person: value }] };
}

function parseLines(text: string, name: string): ParsedFile | undefined {
  if (looksLikeNdjson(text)) return { format: 'ndjson', drafts: toDrafts(ndjsonEntries(text)) };
  // YAML is slow to parse, so the text must first look like a file of congress-legislators.
  if (!/^ *- /m.test(text) || !/^ +(?:- )?terms:/m.test(text)) return undefined;
  const value = parseYaml(text, name);
  return Array.isArray(value) && value.some(isLegislator)
    ? { format: 'congress', drafts: congressPeople(value) }
    : undefined;
}

function parseYaml(text: string, name: string): unknown {
  try {
    return readYaml(text);
  } catch (error) {
    const [why = ''] = error instanceof Error ? error.message.split('\n', 1) : [];
    throw createUnknownFormatError(name, `The text cannot be read as YAML: ${why}.`);
  }
}

/** Returns entries with the fields of the API as drafts. */
const toDrafts = (entries: readonly Entry[]): Draft[] =>
  entries.map((entry) => ('problem' in entry ? entry : { from: entry.from, person: entry.value }));

const jsonPeople = (list: readonly unknown[]): Draft[] =>
  toDrafts(jsonEntries(list, (person) => asFields(person).name));

const isPerson = (value: unknown): boolean =>
  isFields(value) &&
  [value.name, value.given_name, value.family_name].some((part) => asText(part) !== undefined) &&
  !organizationFields.some((field) => field in value);

/** Returns whether people are described with the fields of Popolo rather than with those of the API. */
function isPopolo(entries: readonly unknown[]): boolean {
  const fields = entries.filter(isFields).flatMap((entry: Fields) => Object.keys(entry));
  const popolo = fields.filter((field) => popoloFields.has(field)).length;
  return popolo > 0 && popolo >= fields.filter((field) => ourFields.has(field)).length;
}

/** The text is in none of the supported formats. The message names them. */
export class UnknownFormatError extends Error {}

function createUnknownFormatError(name: string, why?: string): UnknownFormatError {
  const formats = [
    'Popolo JSON (persons, memberships, organizations)',
    'NDJSON with one person per line, a JSON array of people, or a response of GET /v1/people',
    'YAML of congress-legislators',
  ].join('; ');
  const message = `"${quoteForMessage(name)}" is not a file of people. Supported formats: ${formats}.`;
  return new UnknownFormatError(why === undefined ? message : `${message} ${why}`);
}
