import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { PoolConfig } from 'pg';
import { lockDirectory } from './directory-lock.js';
import { openDirectory } from './embedded-directory.js';
import { likeEnough } from './likeness.js';

type ParseQuery = { types?: unknown };

/** PostgreSQL in this process, behind the face that `pg` expects of a connection. */
export type Embedded = {
  poolConfig: PoolConfig;
  /** The data directory as a tar archive, for a template that tests copy. */
  dump: () => Promise<Blob>;
  close: () => Promise<void>;
};

/**
 * Opens PGlite in `dataDir`, or in memory from a dump of another.
 *
 * PGlite has one connection and neither locks its directory nor calls fsync: it survives the death of the process,
 * not that of the machine.
 */
export async function openEmbedded(source: { dataDir: string } | { dump: Blob | undefined }): Promise<Embedded> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
  const unlock = 'dataDir' in source ? await lockDirectory(source.dataDir) : async () => {};
  let pglite: PGlite;
  try {
    pglite =
      'dataDir' in source
        ? await openDirectory(join(source.dataDir, 'pg'), (directory) =>
            PGlite.create(directory, { extensions: { pg_trgm } }),
          )
        : await PGlite.create({
            extensions: { pg_trgm },
            ...(source.dump === undefined ? {} : { loadDataDir: source.dump }),
          });
    await pglite.exec(`SET pg_trgm.word_similarity_threshold = ${likeEnough}`);
  } catch (error) {
    await unlock();
    throw error;
  }
  const config = createPgConfig(pglite);
  const { connection } = config;
  const parse = connection.parse.bind(connection);
  // The Prisma adapter passes an object where PGlite expects an array of type ids.
  connection.parse = (query: ParseQuery) => parse({ ...query, types: Array.isArray(query.types) ? query.types : [] });
  return {
    poolConfig: { ...config, max: 1 } as PoolConfig,
    dump: () => pglite.dumpDataDir('none') as Promise<Blob>,
    close: async () => {
      await pglite.close();
      await unlock();
    },
  };
}
