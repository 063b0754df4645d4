// One database is enough: the files are read before the database is asked.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t from 'tap';
import { changeEntries, deskAssets, exportFolder, fileIn, importFolder } from '../../support/asset-folders.js';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const from = await openNewsroom(t);
await createAsset(from.request);
await createAsset(from.request);

t.test('refuses entries that are damaged or lead out of the folder', async (t) => {
  const to = await openNewsroom(t);
  const hostile = temporaryFolder(t);
  await exportFolder(from, hostile);
  const [first, second] = await deskAssets(from);
  const outside = join(temporaryFolder(t), 'outside');
  await rename(fileIn(hostile, second.checksum), outside);
  await symlink(outside, fileIn(hostile, second.checksum));
  const empty = 'ab'.repeat(32);
  await mkdir(fileIn(hostile, empty), { recursive: true });
  await changeEntries(hostile, ([entry, linked]) => [
    { ...entry, checksum: '../../etc/passwd' },
    { ...entry, checksum: entry.checksum.toUpperCase() },
    linked,
    { ...entry, checksum: empty },
    { ...entry, checksum: undefined },
    { ...entry, credit: 7 },
    { ...entry, surprise: true },
    { ...entry, createdAt: 'yesterday' },
    { ...entry, people: [{ slug: { $ne: 1 } }] },
    [],
    entry,
    entry,
  ]);
  const path = join(hostile, 'assets.ndjson');
  const tooLong = JSON.stringify({ caption: 'x'.repeat(2 ** 20) });
  await writeFile(path, `${await readFile(path, 'utf8')}{"checksum":\n${tooLong}\n${'['.repeat(5_000)}\n`);
  for (const isDryRun of [true, false]) {
    const report = await importFolder(to, hostile, isDryRun);
    t.match(report, { createdCount: 1, updatedCount: 0, unchangedCount: 0, omissions: [] });
    const problems = report.refusals.map(({ from, problem }) => `${from}: ${problem}`);
    t.match(problems, [
      /^line 1: checksum: must be a SHA-256 checksum/,
      /^line 2: checksum: must be a SHA-256 checksum/,
      /^line 3: The file files.* is a link/,
      /^line 4: files.* is not a file/,
      /^line 5: checksum/,
      /^line 6: credit/,
      /^line 7: has an unknown field "surprise"/,
      /^line 8: createdAt/,
      /^line 9: people/,
      /^line 10: must be an object/,
      /^line 12: An earlier line has the same checksum/,
      /^line 13: is not valid JSON/,
      /^line 14: is longer than 1 MiB/,
      /^line 15: nests deeper/,
    ]);
  }
  t.match(await deskAssets(to), [{ checksum: first.checksum }]);
});

t.test('refuses files that the newsroom does not accept, as a dry run says', async (t) => {
  const to = await openNewsroom(t, { environment: { MEDIA_MAX_MB: '1' } });
  const odd = temporaryFolder(t);
  await exportFolder(from, odd);
  const files = [
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.alloc(2 ** 20 + 1, 1),
    Buffer.alloc(0),
  ];
  const checksums = files.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  for (const [index, bytes] of files.entries()) {
    const path = fileIn(odd, checksums[index] ?? '');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  await changeEntries(odd, ([entry]) => checksums.map((checksum) => ({ ...entry, checksum })));
  for (const isDryRun of [true, false]) {
    const { refusals, createdCount } = await importFolder(to, odd, isDryRun);
    t.equal(createdCount, 0);
    t.match(
      refusals.map(({ problem }) => problem),
      [/not supported|type/i, /1 MB|1 MiB|bytes/, /empty/],
    );
    t.equal(refusals.length, 3);
  }
});
