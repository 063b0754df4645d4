import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes that are read at once, few enough that other requests do not wait long. */
const readBytes = 128 * 1024;

/** Stores uploads as files. Unlike the space of rows, the space of a file is free as soon as the file is deleted. */
export function spoolFiles(folder: string) {
  const fileOf = (jobId: string) => join(folder, jobId);
  return {
    async append(jobId: string, bytes: Buffer): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await appendFile(fileOf(jobId), bytes, { mode: 0o600 });
    },

    has: (jobId: string): Promise<boolean> =>
      stat(fileOf(jobId)).then(
        () => true,
        () => false,
      ),

    read: (jobId: string): AsyncIterable<Buffer> => createReadStream(fileOf(jobId), { highWaterMark: readBytes }),

    remove: (jobId: string): Promise<void> => rm(fileOf(jobId), { force: true }),

    /** Returns the ids of the jobs that have a file. */
    list: (): Promise<string[]> => readdir(folder).catch(() => []),
  };
}
