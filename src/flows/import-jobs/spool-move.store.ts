import { join } from 'node:path';
import type { MoveOptions } from '../../platform/db/index.js';
import { spoolFiles } from './spool-files.js';

type Target = Parameters<NonNullable<MoveOptions['storeFiles']>>[0];

/**
 * Stores the files of unfinished imports, which lie beside the embedded database, as rows of a PostgreSQL database that
 * already has their jobs.
 *
 * @returns how many files were stored
 */
export async function moveSpoolFiles(dataDir: string, { query }: Target): Promise<number> {
  const files = spoolFiles(join(dataDir, 'spool'));
  const jobs = await query<{ id: string }>(
    `SELECT id::text AS id FROM import_jobs WHERE status IN ('receiving', 'queued', 'running') ORDER BY id`,
  );
  let storedCount = 0;
  for (const { id } of jobs) {
    if (!(await files.has(id))) continue;
    await query('DELETE FROM import_chunks WHERE job_id = $1::uuid', [id]);
    let position = 0;
    for await (const bytes of files.read(id)) {
      await query('INSERT INTO import_chunks (job_id, position, bytes) VALUES ($1::uuid, $2::int, $3::bytea)', [
        id,
        position,
        bytes,
      ]);
      position += 1;
    }
    storedCount += 1;
  }
  return storedCount;
}
