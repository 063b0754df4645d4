import { type Database, noRequest, Prisma } from '../../platform/db/index.js';

/** Files on their way, in parts: whichever process does an import, on whichever machine, has them. */
export function spoolStore(database: Database) {
  return {
    /** @returns false when the job was given up meanwhile */
    async add(jobId: string, position: number, bytes: Buffer): Promise<boolean> {
      const rows = await database.write(
        noRequest,
        Prisma.sql`
        WITH job AS (
          UPDATE import_jobs SET size = size + ${bytes.length}::int, heard_at = now()
          WHERE id = ${jobId}::uuid AND status = 'receiving' RETURNING id
        )
        INSERT INTO import_chunks (job_id, position, bytes) SELECT id, ${position}::int, ${bytes}::bytea FROM job RETURNING position`,
      );
      return rows.length === 1;
    },

    async *read(jobId: string): AsyncGenerator<Buffer> {
      for (let position = 0; ; position += 1) {
        const [row] = await database.read<{ bytes: Uint8Array }>(
          Prisma.sql`SELECT bytes FROM import_chunks WHERE job_id = ${jobId}::uuid AND position = ${position}::int`,
        );
        if (row === undefined) return;
        yield Buffer.from(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
      }
    },
  };
}
