import { execFile } from 'node:child_process';
import { mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { databaseFault, noRequest, openDatabase, Prisma } from '../../../src/platform/db/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const run = promisify(execFile);
const megabyte = 1024 * 1024;

const open = (dataDir: string, minFreeBytes: number) => openDatabase({ kind: 'embedded', dataDir, minFreeBytes });
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => databaseFault(error),
  );
const numbers = Prisma.sql`SELECT count(*)::int AS count FROM numbers`;
const insertion = Prisma.sql`INSERT INTO numbers SELECT 1 RETURNING n`;

t.test('refuses writes but not reads below the minimum free space', async (t) => {
  const dataDir = temporaryFolder(t);
  const before = await open(dataDir, 0);
  await before.write(noRequest, ({ run }) => run(Prisma.sql`CREATE TABLE numbers (n int)`));
  await before.write(noRequest, ({ run }) => run(insertion));
  await before.close();

  const full = await open(dataDir, 2 ** 52);
  t.equal(await faultOf(full.write(noRequest, ({ run }) => run(insertion))), 'disk-full');
  t.equal(await faultOf(full.transaction(noRequest, (tx) => tx.change(insertion))), 'disk-full');
  t.same(await full.run(numbers), [{ count: 1 }]);
  await full.close();

  const after = await open(dataDir, 1);
  await after.write(noRequest, ({ run }) => run(insertion));
  t.same(await after.run(numbers), [{ count: 2 }]);
  await after.close();
});

/** Mounts a file system in memory. @returns undefined where this process may not mount one */
async function smallDisk(t: Test, megabytes: number): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).catch(
    () => undefined,
  );
  t.teardown(async () => {
    // A database that has ended leaves its files open.
    if (mounted !== undefined) await run('umount', ['--lazy', folder]);
    await rmdir(folder);
  });
  if (mounted === undefined) return undefined;
  return folder;
}

/** Fills the disk up to a number of free bytes. @returns a function that frees the space */
async function fill(disk: string, freeBytes: number): Promise<() => Promise<void>> {
  const { bavail, bsize } = await statfs(disk);
  const filler = join(disk, 'filler');
  await writeFile(filler, Buffer.alloc(bavail * bsize - freeBytes));
  return () => rm(filler);
}

const large = Prisma.sql`INSERT INTO numbers SELECT n FROM generate_series(1, 20000) n`;

/** Writes until a write is refused. @returns the number of acknowledged rows */
async function writeUntilRefused(t: Test, database: Awaited<ReturnType<typeof open>>): Promise<number> {
  for (let count = 0; count < 1_000; count += 1) {
    const fault = await faultOf(database.write(noRequest, ({ run }) => run(large)));
    if (fault === undefined) continue;
    t.equal(fault, 'disk-full');
    return count * 20_000;
  }
  return t.fail('the disk did not become full') ? 0 : -1;
}

for (const { what, minFreeBytes, freeBytes, survives } of [
  {
    what: 'survives a disk that is full to the last byte, with a reserve',
    minFreeBytes: 1,
    freeBytes: 0,
    survives: true,
  },
  {
    what: 'closes on a full disk without a reserve, and reports it to every statement',
    minFreeBytes: 0,
    freeBytes: 14 * megabyte,
    survives: false,
  },
])
  t.test(what, async (t) => {
    const disk = await smallDisk(t, 200);
    if (disk === undefined) {
      t.comment('This process may not mount a file system.');
      return;
    }
    let database = await open(join(disk, 'data'), minFreeBytes);
    await database.write(noRequest, ({ run }) => run(Prisma.sql`CREATE TABLE numbers (n int)`));
    const clear = await fill(disk, freeBytes);
    const rows = await writeUntilRefused(t, database);
    t.equal(
      await faultOf(database.write(noRequest, ({ run }) => run(insertion))),
      'disk-full',
      'the next write is refused, too',
    );
    t.equal(await faultOf(database.run(numbers)), survives ? undefined : 'disk-full');
    if (!survives) {
      await database.close();
      await clear();
      database = await open(join(disk, 'data'), minFreeBytes);
    }
    const [found] = await database.run(numbers, z.object({ count: z.int() }));
    t.ok((found?.count ?? 0) >= rows, `${found?.count} of ${rows} acknowledged rows are there`);
    await database.close();
  });
