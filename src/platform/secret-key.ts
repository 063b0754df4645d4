import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';

/** Returns the path of the file with the generated key of an embedded database. */
export const secretKeyFile = (dataDir: string) => join(dataDir, 'secret.key');

/** Returns the generated key of an embedded database, or undefined if there is none. */
export async function readKeyFile(dataDir: string): Promise<string | undefined> {
  const key = await readFile(secretKeyFile(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '';
  });
  // An empty file is left by a process that was killed while it wrote the first key. Nothing was encrypted with it.
  return key === '' ? undefined : key;
}

/**
 * Returns the key for signing and encryption: SECRET_KEY or, with the embedded database, a key that the first start
 * generates and stores in the data directory, readable only by its owner.
 */
export async function loadSecretKey(config: Config): Promise<string> {
  if (config.secretKey !== undefined) return config.secretKey;
  if (config.database.kind !== 'embedded') throw new Error('SECRET_KEY is required with DATABASE_URL.');
  const { dataDir } = config.database;
  const existingKey = await readKeyFile(dataDir);
  if (existingKey !== undefined) return existingKey;
  const file = secretKeyFile(dataDir);
  await mkdir(dataDir, { recursive: true });
  const newKey = randomBytes(32).toString('hex');
  await writeFile(`${file}.new`, newKey, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return newKey;
}

/** Returns the key of a newsroom that exists, or undefined if it has never had one. Generates no key. */
export async function findSecretKey({ secretKey, database }: Config): Promise<string | undefined> {
  return secretKey ?? (database.kind === 'embedded' ? await readKeyFile(database.dataDir) : undefined);
}
