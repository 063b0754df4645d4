import { z } from 'zod';
import { AssetInput, DeskAsset, type TransferredAsset } from '../../content/assets/index.js';
import { dateTime } from '../../platform/fields/index.js';
import {
  derivedFieldsOf,
  type Fields,
  isFields,
  readJson,
  validate,
  withoutDerived,
} from '../directory-files/index.js';

/** The fields that an import reads, although the API derives them. */
const Facts = z.object({
  checksum: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 checksum in lower-case hexadecimal digits'),
  createdAt: dateTime(),
});

/** The fields that the server finds out. Each other field of an asset is imported, so a new one cannot be forgotten. */
const derivedFields = derivedFieldsOf(DeskAsset, AssetInput);

/** The files of both newsrooms name people as the API does: with their slugs. */
const refOf = (person: unknown): unknown => (isFields(person) ? (person.slug ?? person.id) : person);

function inputFieldsOf(entry: Fields): Fields {
  const { creator, people, ...fields } = withoutDerived(entry, derivedFields);
  return {
    ...fields,
    ...(creator === undefined ? {} : { creator: refOf(creator) }),
    ...(people === undefined ? {} : { people: Array.isArray(people) ? people.map(refOf) : people }),
  };
}

/** Reads a line of an export. Returns the asset, or the reason for which it cannot be read. */
export function readEntry(line: string): TransferredAsset | { problem: string } {
  const json = readJson(line);
  if (!('value' in json)) return json;
  if (!isFields(json.value)) return { problem: 'must be an object' };
  const facts = validate(Facts, json.value);
  if ('problem' in facts) return facts;
  const description = validate(AssetInput, inputFieldsOf(json.value));
  if ('problem' in description) return description;
  const { checksum, createdAt } = facts.input;
  const now = new Date();
  return { checksum, createdAt: createdAt < now ? createdAt : now, input: description.input };
}
