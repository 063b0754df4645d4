import { fingerprintOf } from '../../../lib/key-fingerprint.js';
import { type StoredPurpose, sealer } from '../../../lib/sealer.js';
import type { Query } from './catalogue.js';
import { CopyError } from './copy-error.js';

/** A column with encrypted values, of a table with the column `created_at`. */
export type EncryptedColumn = {
  table: string;
  column: string;
  /** An encrypted text begins with `sealed:` and continues in base64url. Other texts are not encrypted. */
  type: 'bytea' | 'text';
  /** What the key of the values is derived for. */
  purpose: StoredPurpose;
};

/** The key of a newsroom, and where its database has values that are encrypted with it. */
export type NewsroomKey = {
  /** Undefined for a newsroom that has never had a key. */
  secretKey: string | undefined;
  encryptedColumns: readonly EncryptedColumn[];
};

/** How many of the newest values of a column are read. */
const maxRead = 100;

type EncryptedValue = { column: EncryptedColumn; bytes: Buffer; createdAt: number };

/** Returns the newest encrypted values of a column, with the times at which their rows were created, in microseconds. */
async function readNewest(query: Query, encryptedColumn: EncryptedColumn): Promise<EncryptedValue[]> {
  const { table, column, type } = encryptedColumn;
  const [expression, isEncrypted] =
    type === 'bytea'
      ? [`encode(${column}, 'hex')`, `length(${column}) > 0`]
      : [`substr(${column}, length('sealed:') + 1)`, `starts_with(${column}, 'sealed:')`];
  const rows = await query<{ value: string; microseconds: string }>(
    `SELECT ${expression} AS value, (extract(epoch FROM created_at) * 1000000)::bigint::text AS microseconds FROM public.${table} WHERE ${isEncrypted} ORDER BY created_at DESC LIMIT ${maxRead}`,
  );
  return rows.map(({ value, microseconds }) => ({
    column: encryptedColumn,
    bytes: Buffer.from(value, type === 'bytea' ? 'hex' : 'base64url'),
    createdAt: Number(microseconds),
  }));
}

function opens(secretKey: string, purpose: StoredPurpose, bytes: Buffer): boolean {
  try {
    sealer(secretKey, purpose).open(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Checks that the servers of a database use this key. Older values can be from before a change of the key, so only the
 * newest value of all columns counts: an earlier key would make a backup that nobody can use completely.
 *
 * @throws {CopyError} if there are encrypted values and the key does not decrypt the newest
 */
export async function checkKey(query: Query, { secretKey, encryptedColumns }: NewsroomKey): Promise<void> {
  const values: EncryptedValue[] = [];
  for (const column of encryptedColumns) values.push(...(await readNewest(query, column)));
  const newestAt = Math.max(...values.map(({ createdAt }) => createdAt));
  const isOpened = ({ column, bytes }: EncryptedValue) =>
    secretKey !== undefined && opens(secretKey, column.purpose, bytes);
  // One transaction can have created several values.
  if (values.length === 0 || values.some((value) => value.createdAt === newestAt && isOpened(value))) return;
  const names = new Set(values.map(({ column: { table, column } }) => `${table}.${column}`));
  const reason =
    secretKey === undefined
      ? 'There is no SECRET_KEY, but the database has data that is encrypted with a key'
      : values.some(isOpened)
        ? 'SECRET_KEY is an earlier key of this newsroom. The database has newer data that is encrypted with another key'
        : 'SECRET_KEY is not the key of this newsroom. The database has data that is encrypted with another key';
  throw new CopyError(
    `${reason}: ${[...names].join(', ')}. ` +
      'Nothing was written. Set SECRET_KEY to the key with which the servers run. If this key is new, or the earlier key is lost, start a server with the new key, create a webhook, and try again with the new key.',
  );
}

/** @throws {CopyError} if a backup was made with another key */
export function checkFingerprint(keyFingerprint: string, { secretKey }: Pick<NewsroomKey, 'secretKey'>): void {
  if (keyFingerprint !== fingerprintOf(secretKey))
    throw new CopyError(
      'The backup was made with another SECRET_KEY. What is encrypted with that key would be lost. Set SECRET_KEY to the key of the newsroom from which the backup is, which may be in the file secret.key of its data directory.',
    );
}
