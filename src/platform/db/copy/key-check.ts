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

/** How many of the newest values of a column are tried. */
const maxTried = 100;

/** Returns the newest encrypted values of a column. */
async function readNewest(query: Query, { table, column, type }: EncryptedColumn): Promise<Buffer[]> {
  const [expression, isEncrypted] =
    type === 'bytea'
      ? [`encode(${column}, 'hex')`, `length(${column}) > 0`]
      : [`substr(${column}, length('sealed:') + 1)`, `starts_with(${column}, 'sealed:')`];
  const rows = await query<{ value: string }>(
    `SELECT ${expression} AS value FROM public.${table} WHERE ${isEncrypted} ORDER BY created_at DESC LIMIT ${maxTried}`,
  );
  return rows.map(({ value }) => Buffer.from(value, type === 'bytea' ? 'hex' : 'base64url'));
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
 * Checks that a database was used with this key. Older values can be from before a change of the key, so it is enough
 * that the key decrypts one of the newest.
 *
 * @throws {CopyError} if there are encrypted values and the key decrypts none of the newest of any column
 */
export async function checkKey(query: Query, { secretKey, encryptedColumns }: NewsroomKey): Promise<void> {
  const columnsWithValues: string[] = [];
  for (const column of encryptedColumns) {
    const values = await readNewest(query, column);
    if (secretKey !== undefined && values.some((bytes) => opens(secretKey, column.purpose, bytes))) return;
    if (values.length > 0) columnsWithValues.push(`${column.table}.${column.column}`);
  }
  if (columnsWithValues.length > 0)
    throw new CopyError(
      `${secretKey === undefined ? 'There is no SECRET_KEY, but the database' : 'SECRET_KEY is not the key of this newsroom. The database'} has data that is encrypted with another key: ${columnsWithValues.join(', ')}. ` +
        'Nothing was written. Set SECRET_KEY to the key with which the servers run. If this key is lost, start a server with a new key, create a webhook, and try again with the new key.',
    );
}

/** @throws {CopyError} if a backup was made with another key */
export function checkFingerprint(keyFingerprint: string, { secretKey }: Pick<NewsroomKey, 'secretKey'>): void {
  if (keyFingerprint !== fingerprintOf(secretKey))
    throw new CopyError(
      'The backup was made with another SECRET_KEY. What is encrypted with that key would be lost. Set SECRET_KEY to the key of the newsroom from which the backup is, which may be in the file secret.key of its data directory.',
    );
}
