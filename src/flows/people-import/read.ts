import { PersonInput } from '../../content/people/index.js';
import { congressPeople, isLegislator } from './congress.js';
import { asText, type Fields, isFields } from './lenient.js';
import { jsonPeople, looksLikeNdjson, ndjsonPeople, readJson } from './ndjson.js';
import { popoloFields, popoloPeople } from './popolo.js';
import { type Draft, type PersonRecord, quoteForMessage, type RefusedRecord, recordOf } from './record.js';
import { readYaml } from './shallow-yaml.js';

export type { PersonRecord, RefusedRecord } from './record.js';

type Format = 'popolo' | 'ndjson' | 'congress';
type ParsedFile = { format: Format; drafts: Draft[] };

const ourFields: ReadonlySet<string> = new Set(Object.keys(PersonInput.shape).filter((field) => field !== 'name'));

/** What an organisation has in Popolo and a person has not. */
const organizationFields = ['classification', 'parent_id', 'founding_date', 'dissolution_date'];

/**
 * The people of a file, in the order of the file, and the records that are none with the reason. The format is told by
 * the text; the name of the file only decides what a broken text was meant to be.
 *
 * @throws Error when the text is none of the formats, saying which they are
 */
export function readPeople(
  text: string,
  name: string,
): { format: Format; records: PersonRecord[]; refusals: RefusedRecord[] } {
  const { format, drafts } = recognise(text.replace(/^\uFEFF/, ''), name);
  const records: PersonRecord[] = [];
  const refusals: RefusedRecord[] = [];
  for (const draft of drafts) {
    const record = recordOf(draft);
    if ('input' in record) records.push(record);
    else refusals.push(record);
  }
  return { format, records, refusals };
}

function recognise(text: string, name: string): ParsedFile {
  const json = readJson(text);
  const result = 'value' in json ? parseJsonValue(json.value) : parseLines(text, name);
  if (result !== undefined) return result;
  if (/\.(?:ndjson|jsonl)$/i.test(name)) return { format: 'ndjson', drafts: ndjsonPeople(text) };
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
  if (Array.isArray(value.persons)) return { format: 'popolo', drafts: popoloPeople(value) };
  if (!isPerson(value)) return undefined;
  return isPopolo([value])
    ? { format: 'popolo', drafts: popoloPeople({ persons: [value] }) }
    : { format: 'ndjson', drafts: [{ from: 'line 1', person: value }] };
}

function parseLines(text: string, name: string): ParsedFile | undefined {
  if (looksLikeNdjson(text)) return { format: 'ndjson', drafts: ndjsonPeople(text) };
  // Parsing YAML takes long: only what has the lists of these files in it is worth it.
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
    throw createUnknownFormatError(name, `As YAML it cannot be read: ${why}.`);
  }
}

const isPerson = (value: unknown): boolean =>
  isFields(value) &&
  [value.name, value.given_name, value.family_name].some((part) => asText(part) !== undefined) &&
  !organizationFields.some((field) => field in value);

/** Whether people are described in the words of Popolo rather than in those of the API. */
function isPopolo(entries: readonly unknown[]): boolean {
  const fields = entries.filter(isFields).flatMap((entry: Fields) => Object.keys(entry));
  const popolo = fields.filter((field) => popoloFields.has(field)).length;
  return popolo > 0 && popolo >= fields.filter((field) => ourFields.has(field)).length;
}

/** A text that is no file of people in any of the formats. */
export class UnknownFormatError extends Error {}

function createUnknownFormatError(name: string, why?: string): UnknownFormatError {
  const formats = [
    'Popolo JSON (persons, memberships, organizations)',
    'NDJSON or a JSON array of people in the fields of the API',
    'YAML of congress-legislators',
  ].join('; ');
  const message = `"${quoteForMessage(name)}" is no file of people. The formats are: ${formats}.`;
  return new UnknownFormatError(why === undefined ? message : `${message} ${why}`);
}
