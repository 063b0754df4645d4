import { join } from 'node:path';
import { type Database, noRequest, Prisma } from '../../platform/db/index.js';
import { spoolFiles } from './spool-files.js';

/**
 * Files on their way. On PostgreSQL they are rows, so that whichever process does an import, on whichever machine, has them. Beside the
 * embedded database they are files, which cost it neither time nor space.
 */
export function spoolStore(database: Database) {
  const files = database.dataDir === undefined ? undefined : spoolFiles(join(database.dataDir, 'spool'));

  async function* rowsOf(jobId: string): AsyncGenerator<Buffer> {
    for (let position = 0; ; position += 1) {
      const [row] = await database.run<{ bytes: Uint8Array }>(
        Prisma.sql`SELECT bytes FROM import_chunks WHERE job_id = ${jobId}::uuid AND position = ${position}::int`,
      );
      if (row === undefined) return;
      yield Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
    }
  }

  /** Counts what has come, and that something has. */
  const counting = (jobId: string, bytes: Buffer) => Prisma.sql`
    UPDATE import_jobs SET size = size + ${bytes.length}::int, heard_at = now()
    WHERE id = ${jobId}::uuid AND status = 'receiving' RETURNING id`;

  return {
    /** @returns false when the job was given up meanwhile */
    async add(jobId: string, position: number, bytes: Buffer): Promise<boolean> {
      if (files !== undefined) {
        await files.append(jobId, bytes);
        return (await database.write(noRequest, ({ run }) => run(counting(jobId, bytes)))).length === 1;
      }
      const rows = await database.write(noRequest, ({ run }) =>
        run(Prisma.sql`
        WITH job AS (${counting(jobId, bytes)})
        INSERT INTO import_chunks (job_id, position, bytes) SELECT id, ${position}::int, ${bytes}::bytea FROM job RETURNING position`),
      );
      return rows.length === 1;
    },

    /** What has come of a file, in parts. An upload of a version that kept rows beside the embedded database is read from those. */
    async *read(jobId: string): AsyncGenerator<Buffer> {
      yield* files !== undefined && (await files.has(jobId)) ? files.read(jobId) : rowsOf(jobId);
    },

    /** Gives the space of a file back. Rows go with their job. */
    remove: async (jobId: string): Promise<void> => files?.remove(jobId),

    /** Deletes the files of jobs that are over or gone, which a process that died has left behind. */
    async sweep(): Promise<void> {
      const ids = (await files?.list()) ?? [];
      if (ids.length === 0) return;
      const rows = await database.run<{ id: string }>(
        Prisma.sql`SELECT id::text AS id FROM import_jobs WHERE status IN ('receiving', 'queued', 'running')`,
      );
      const alive = new Set(rows.map(({ id }) => id));
      for (const id of ids) if (!alive.has(id)) await files?.remove(id);
    },
  };
}
