import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';

/**
 * The key that signs and seals: the one from the environment, or, with the embedded database, one made at the first start
 * and kept beside it, readable by its owner alone.
 */
export async function secretKey(config: Config): Promise<string> {
  if (config.secretKey !== undefined) return config.secretKey;
  if (config.database.kind !== 'embedded') throw new Error('SECRET_KEY is required with DATABASE_URL.');
  const { dataDir } = config.database;
  const file = join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}
