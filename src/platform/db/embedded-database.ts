import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { PoolConfig } from 'pg';
import { lockDirectory } from './directory-lock.js';
import { diskReserve } from './disk-reserve.js';
import { openDirectory } from './embedded-directory.js';
import { guardedEngine } from './embedded-engine.js';
import type { ReservingFiles } from './reserving-files.js';
import { sessionStatements } from './session.js';

type ParseQuery = { types?: unknown };

/** PostgreSQL in this process, with the interface that `pg` expects of a connection. */
export type EmbeddedDatabase = {
  poolConfig: PoolConfig;
  /** Runs a statement in the session of the pool. The output of `COPY … TO '/dev/blob'` is in `blob`. */
  query: PGlite['query'];
  /** Returns the data directory as a tar archive, which tests use as a template. */
  dump: () => Promise<Blob>;
  close: () => Promise<void>;
};

/** If less than `minFreeBytes` of disk space is free, writes are refused with SQLSTATE 53100, and reads still work. */
export type EmbeddedSource = { dataDir: string; minFreeBytes: number } | { dump: Blob | undefined };

/**
 * Opens PGlite in `dataDir`, or in memory from a dump.
 *
 * PGlite has one connection, does not lock its directory and does not call fsync. It survives the death of the process,
 * but not of the machine.
 */
export async function openEmbedded(source: EmbeddedSource): Promise<EmbeddedDatabase> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
  const { unaccent } = await import('@electric-sql/pglite/contrib/unaccent');
  const extensions = { pg_trgm, unaccent };
  const unlock = 'dataDir' in source ? await lockDirectory(source.dataDir) : async () => {};
  let pglite: PGlite;
  let files: ReservingFiles | undefined;
  try {
    pglite =
      'dataDir' in source
        ? await openDirectory(join(source.dataDir, 'pg'), async (directory) => {
            files = await filesIn(directory, source);
            return PGlite.create({ extensions, fs: files });
          })
        : await PGlite.create({
            extensions,
            ...(source.dump === undefined ? {} : { loadDataDir: source.dump }),
          });
    await pglite.exec(sessionStatements);
  } catch (error) {
    await unlock();
    throw error;
  }
  if (files !== undefined) files.isServing = true;
  const { engine, hasEnded } = guardedEngine(pglite, files);
  const config = createPgConfig(engine as PGlite);
  const { connection } = config;
  const parse = connection.parse.bind(connection);
  // The Prisma adapter passes an object where PGlite expects an array of type ids.
  connection.parse = (query: ParseQuery) => parse({ ...query, types: Array.isArray(query.types) ? query.types : [] });
  return {
    poolConfig: { ...config, max: 1 } as PoolConfig,
    query: pglite.query.bind(pglite),
    dump: () => pglite.dumpDataDir('none') as Promise<Blob>,
    close: async () => {
      if (files !== undefined) files.isServing = false;
      if (!hasEnded()) await pglite.close();
      await unlock();
    },
  };
}

async function filesIn(
  directory: string,
  { dataDir, minFreeBytes }: { dataDir: string; minFreeBytes: number },
): Promise<ReservingFiles> {
  const { ReservingFiles } = await import('./reserving-files.js');
  return new ReservingFiles(directory, await diskReserve(dataDir, minFreeBytes));
}
