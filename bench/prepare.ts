import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { migrationsDir } from '../src/newsroom.js';
import { openDatabase } from '../src/platform/db/index.js';
import { fill, type Scale } from './content.js';
import type { Where } from './contestants.js';
import { overCopy, overInserts } from './load.js';
import { forget } from './writes.js';

export type Place = {
  kind: 'PGlite' | 'PostgreSQL';
  /** Returns the database for a process. With PGlite, each process gets its own copy. */
  where(process: string): Promise<Where>;
  /** Deletes what the benchmark has written. */
  tidy(): Promise<void>;
};

export async function build(): Promise<void> {
  await promisify(execFile)('npm', ['run', '--silent', 'build']);
}

/** Creates the newsroom in `DATABASE_URL` or, without it, in a temporary directory. */
export function prepare(scale: Scale): Promise<Place> {
  const url = process.env.DATABASE_URL;
  return url === undefined ? prepareEmbedded(scale) : preparePostgres(url, scale);
}

async function preparePostgres(url: string, scale: Scale): Promise<Place> {
  const database = await openDatabase({ kind: 'postgresql', url, poolSize: 1 });
  await database.migrate(migrationsDir);
  await database.close();
  const withClient = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await work(client).finally(() => client.end());
  };
  await withClient((client) => fill(overCopy(client), scale));
  return {
    kind: 'PostgreSQL',
    where: async () => ({ DATABASE_URL: url }),
    tidy: () =>
      withClient(async (client) => {
        await client.query(forget);
        await client.query('TRUNCATE events');
        await client.query('VACUUM (ANALYZE)');
      }),
  };
}

async function prepareEmbedded(scale: Scale): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-bench-'));
  const model = join(folder, 'model');
  const database = await openDatabase({ kind: 'embedded', dataDir: model, minFreeBytes: 0 });
  await database.migrate(migrationsDir);
  await fill(
    overInserts((text, values) => database.run({ text, values }, z.record(z.string(), z.unknown()))),
    scale,
  );
  await database.close();
  return {
    kind: 'PGlite',
    async where(process) {
      const own = join(folder, process);
      await cp(model, own, { recursive: true });
      return { DATA_DIR: own };
    },
    tidy: () => rm(folder, { recursive: true }),
  };
}
