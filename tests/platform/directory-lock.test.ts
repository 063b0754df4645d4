import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { lockDirectory } from '../../src/platform/db/directory-lock.js';
import { DirectoryInUse } from '../../src/platform/db/index.js';

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'broadsheet-lock-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

t.test('has one owner at a time, even when two try at once', async (t) => {
  const directory = await freshDirectory();
  const outcomes = await Promise.allSettled([lockDirectory(directory), lockDirectory(directory)]);
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const outcome of outcomes) if (outcome.status === 'rejected') t.type(outcome.reason, DirectoryInUse);
});

t.test('can be taken after it was released, or when its owner died or crashed', async (t) => {
  const directory = await freshDirectory();
  await (await lockDirectory(directory))();
  for (const left of [
    JSON.stringify({ pid: 2 ** 22 - 1, started: '1', nonce: 'x' }),
    JSON.stringify({ pid: process.pid, started: '1', nonce: 'x' }),
    '{"pid":',
    '',
  ]) {
    await writeFile(join(directory, 'lock.json'), left);
    const unlock = await lockDirectory(directory);
    t.equal(JSON.parse(await readFile(join(directory, 'lock.json'), 'utf8')).pid, process.pid);
    await unlock();
  }
});
