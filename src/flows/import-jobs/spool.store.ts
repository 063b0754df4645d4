import { join } from 'node:path';
import { type QueryCreator, sql } from 'kysely';
import { type Database, noRequest, type Tables } from '../../platform/db/index.js';
import { spoolFiles } from './spool-files.js';

/**
 * Creates the store of uploaded files. On PostgreSQL they are rows, so that any process on any machine can run an
 * import. Beside the embedded database they are files, which do not burden the database.
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

  /** Adds to the size of the file and records the time, which shows that the upload is still active. */
  const updateReceivedSize = (query: QueryCreator<Tables>, jobId: string, bytes: Buffer) =>
    query
      .updateTable('importJobs')
      .set(({ eb }) => ({ size: eb('size', '+', bytes.length.toString()), heardAt: sql<Date>`now()` }))
      .where('id', '=', jobId)
      .where('status', '=', 'receiving')
      .returning('id');

  return {
    /** Appends bytes to a file. Returns false if its job was deleted because the upload seemed abandoned. */
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

    /** Reads a file in parts. Falls back to rows, which earlier versions stored beside the embedded database too. */
    async *read(jobId: string): AsyncGenerator<Buffer> {
      yield* files !== undefined && (await files.has(jobId)) ? files.read(jobId) : readChunks(jobId);
    },

    /** Deletes a file. Rows are deleted with their job. */
    remove: async (jobId: string): Promise<void> => files?.remove(jobId),

    /** Deletes the files of ended or deleted jobs. A process that died may have left them behind. */
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
