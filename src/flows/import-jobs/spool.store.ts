import { join } from 'node:path';
import { type QueryCreator, sql } from 'kysely';
import { type Database, noRequest, type Tables } from '../../platform/db/index.js';
import { spoolFiles } from './spool-files.js';

/**
 * Files on their way. On PostgreSQL they are rows, so that whichever process does an import, on whichever machine, has them. Beside the
 * embedded database they are files, which cost it neither time nor space.
 */
export function spoolStore(database: Database) {
  const files = database.dataDir === undefined ? undefined : spoolFiles(join(database.dataDir, 'spool'));

  async function* readChunks(jobId: string): AsyncGenerator<Buffer> {
    for (let position = 0; ; position += 1) {
      const row = await database.query
        .selectFrom('importChunks')
        .select('bytes')
        .where('jobId', '=', jobId)
        .where('position', '=', position)
        .executeTakeFirst();
      if (row === undefined) return;
      yield Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
    }
  }

  /** Counts what has come, and that something has. */
  const updateReceivedSize = (query: QueryCreator<Tables>, jobId: string, bytes: Buffer) =>
    query
      .updateTable('importJobs')
      .set(({ eb }) => ({ size: eb('size', '+', bytes.length.toString()), heardAt: sql<Date>`now()` }))
      .where('id', '=', jobId)
      .where('status', '=', 'receiving')
      .returning('id');

  return {
    /** @returns false when the job was given up meanwhile */
    async add(jobId: string, position: number, bytes: Buffer): Promise<boolean> {
      if (files !== undefined) {
        await files.append(jobId, bytes);
        const rows = await database.write(noRequest, ({ query }) => updateReceivedSize(query, jobId, bytes).execute());
        return rows.length === 1;
      }
      const rows = await database.write(noRequest, ({ query }) =>
        query
          .with('job', (creator) => updateReceivedSize(creator, jobId, bytes))
          .insertInto('importChunks')
          .columns(['jobId', 'position', 'bytes'])
          .expression((creator) =>
            creator
              .selectFrom('job')
              .select([
                'job.id',
                sql<number>`${position}::int`.as('position'),
                sql<Buffer>`${bytes}::bytea`.as('bytes'),
              ]),
          )
          .returning('position')
          .execute(),
      );
      return rows.length === 1;
    },

    /** What has come of a file, in parts. An upload of a version that kept rows beside the embedded database is read from those. */
    async *read(jobId: string): AsyncGenerator<Buffer> {
      yield* files !== undefined && (await files.has(jobId)) ? files.read(jobId) : readChunks(jobId);
    },

    /** Gives the space of a file back. Rows go with their job. */
    remove: async (jobId: string): Promise<void> => files?.remove(jobId),

    /** Deletes the files of jobs that are over or gone, which a process that died has left behind. */
    async sweep(): Promise<void> {
      const ids = (await files?.list()) ?? [];
      if (ids.length === 0) return;
      const rows = await database.query
        .selectFrom('importJobs')
        .select('id')
        .where('status', 'in', ['receiving', 'queued', 'running'])
        .execute();
      const alive = new Set(rows.map(({ id }) => id));
      for (const id of ids) if (!alive.has(id)) await files?.remove(id);
    },
  };
}
