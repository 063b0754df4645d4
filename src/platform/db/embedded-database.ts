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

/** PostgreSQL in this process, behind the face that `pg` expects of a connection. */
export type EmbeddedDatabase = {
  poolConfig: PoolConfig;
  /** The data directory as a tar archive, for a template that tests copy. */
  dump: () => Promise<Blob>;
  close: () => Promise<void>;
};

/** `minFreeBytes` of disk are left alone: below that, writes are refused with SQLSTATE 53100 and reads go on. */
export type EmbeddedSource = { dataDir: string; minFreeBytes: number } | { dump: Blob | undefined };

/**
 * Opens PGlite in `dataDir`, or in memory from a dump of another.
 *
 * PGlite has one connection and neither locks its directory nor calls fsync: it survives the death of the process,
 * not that of the machine.
 */
export async function openEmbedded(source: EmbeddedSource): Promise<EmbeddedDatabase> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
  const unlock = 'dataDir' in source ? await lockDirectory(source.dataDir) : async () => {};
  let pglite: PGlite;
  let files: ReservingFiles | undefined;
  try {
    pglite =
      'dataDir' in source
        ? await openDirectory(join(source.dataDir, 'pg'), async (directory) => {
            files = await filesIn(directory, source);
            return PGlite.create({ extensions: { pg_trgm }, fs: files });
          })
        : await PGlite.create({
            extensions: { pg_trgm },
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
