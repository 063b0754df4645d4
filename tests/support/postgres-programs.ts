import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const runProgram = promisify(execFile);

/** The configured folder. Continuous integration configures that of its server. */
export const namedFolder = process.env.POSTGRES_BIN === '' ? undefined : process.env.POSTGRES_BIN;

const major = async (program: string) => {
  const { stdout } = await runProgram(program, ['--version']);
  return Number(/\) (\d+)/.exec(stdout)?.[1]);
};

/**
 * Finds the folder of `pg_dump`, `pg_restore` and `psql` that are new enough for a server: the one in `POSTGRES_BIN`,
 * one of a Debian package, or an empty name for those on the path.
 *
 * @param atLeast the major version of the server, which an older `pg_dump` refuses to dump
 * @returns undefined if there are none
 */
export async function findPostgresPrograms(atLeast: number): Promise<string | undefined> {
  const installed = await readdir('/usr/lib/postgresql').catch(() => []);
  const folders = [
    ...(namedFolder === undefined ? [] : [namedFolder]),
    ...installed.map((version) => `/usr/lib/postgresql/${version}/bin`),
    '',
  ];
  for (const folder of folders) {
    const versions = await Promise.all(
      ['pg_dump', 'pg_restore', 'psql'].map((program) => major(join(folder, program)).catch(() => 0)),
    );
    if (versions.every((version) => version >= atLeast)) return folder;
  }
  return undefined;
}
