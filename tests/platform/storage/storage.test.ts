import { randomBytes } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { type Problem, problems } from '../../../src/platform/problems/index.js';
import { createStorage, type Storage } from '../../../src/platform/storage/index.js';
import { hasS3Server, noS3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

type Opened = { storage: Storage; folder: string };

async function* inParts(bytes: Buffer, partBytes = 65_536) {
  for (let start = 0; start < bytes.length; start += partBytes) yield bytes.subarray(start, start + partBytes);
}

async function put(storage: Storage, key: string, bytes: Buffer) {
  const file = await storage.receive(inParts(bytes));
  await file.store(key);
  await file.discard();
}

const read = async (storage: Storage, key: string, range?: { start: number; end: number }) =>
  buffer(await storage.open(key, range));

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

const tomorrow = () => new Date(Date.now() + 86_400_000);
const yesterday = () => new Date(Date.now() - 86_400_000);

/** What every storage promises. */
function promises(test: Test, open: (test: Test) => Opened) {
  test.test('stores a file under a key, whole and in parts', async (t) => {
    const { storage } = open(t);
    const bytes = randomBytes(100_000);
    await put(storage, 'originals/aa/aabb', bytes);
    t.equal(await storage.size('originals/aa/aabb'), bytes.length);
    t.same(await read(storage, 'originals/aa/aabb'), bytes);
    t.same(await read(storage, 'originals/aa/aabb', { start: 5, end: 9 }), bytes.subarray(5, 10));
    t.same(await read(storage, 'originals/aa/aabb', { start: 99_999, end: 99_999 }), bytes.subarray(99_999));
  });

  test.test('stores a file of many megabytes as it was', async (t) => {
    const { storage } = open(t);
    const bytes = randomBytes(11 * 1024 * 1024 + 7);
    await put(storage, 'originals/bb/large', bytes);
    t.equal(await storage.size('originals/bb/large'), bytes.length);
    t.ok((await read(storage, 'originals/bb/large')).equals(bytes));
    const middle = 5 * 1024 * 1024;
    const part = await read(storage, 'originals/bb/large', { start: middle - 2, end: middle + 1 });
    t.same(part, bytes.subarray(middle - 2, middle + 2));
  });

  test.test('keeps the file that a key already has', async (t) => {
    const { storage } = open(t);
    await put(storage, 'originals/cc/same', Buffer.from('first'));
    await put(storage, 'originals/cc/same', Buffer.from('second'));
    t.equal(String(await read(storage, 'originals/cc/same')), 'first');
  });

  test.test('stores a file again after it was removed', async (t) => {
    const { storage } = open(t);
    const file = await storage.receive(inParts(Buffer.from('again')));
    await file.store('originals/dd/again');
    await storage.remove('originals/dd/again');
    t.equal(await storage.size('originals/dd/again'), undefined);
    await file.store('originals/dd/again');
    await file.discard();
    t.equal(String(await read(storage, 'originals/dd/again')), 'again');
  });

  test.test('reads a file while it finds it, unless it is large', async (t) => {
    const { storage } = open(t);
    await put(storage, 'originals/ab/small', Buffer.from('small'));
    await put(storage, 'originals/ab/empty', Buffer.alloc(0));
    t.same(await storage.find('originals/ab/small', 5), { bytes: 5, content: Buffer.from('small') });
    t.same(await storage.find('originals/ab/small', 4), { bytes: 5 });
    t.same(await storage.find('originals/ab/empty', 4), { bytes: 0, content: Buffer.alloc(0) });
    t.equal(await storage.find('originals/ab/none', 4), undefined);
  });

  test.test('says that a file is missing', async (t) => {
    const { storage } = open(t);
    t.equal(await storage.size('originals/ee/none'), undefined);
    const error = await storage.open('originals/ee/none').catch((error: Problem) => error);
    t.equal((error as Problem).definition, problems.unavailable);
    t.match((error as Problem).detail, /missing/);
    await t.resolves(storage.remove('originals/ee/none'));
  });

  test.test('keeps nothing of a file that breaks off', async (t) => {
    const { storage, folder } = open(t);
    async function* broken() {
      yield randomBytes(100_000);
      throw new Error('The connection broke.');
    }
    await t.rejects(storage.receive(broken()), { message: 'The connection broke.' });
    t.same(await collect(storage.listIncomplete(tomorrow())), []);
    const file = await storage.receive(inParts(Buffer.from('unwanted')));
    await file.discard();
    t.same(await collect(storage.listIncomplete(tomorrow())), []);
    t.same(
      (await filesIn(folder)).filter(({ parentPath }) => parentPath.endsWith('incomplete')),
      [],
    );
  });

  test.test('lists all files below a prefix', async (t) => {
    const { storage } = open(t);
    const keys = Array.from({ length: 12 }, (_, index) => `listed/${index % 3}/${index}`);
    await Promise.all(keys.map((key) => put(storage, key, Buffer.from(key))));
    await put(storage, 'listed-not/1', Buffer.from('other'));
    const found = await collect(storage.list('listed/'));
    t.same(found.map(({ key }) => key).sort(), [...keys].sort());
    for (const { key, bytes, changedAt } of found) {
      t.equal(bytes, key.length);
      t.ok(Math.abs(changedAt.getTime() - Date.now()) < 60_000, 'the time of the change is now');
    }
    t.same(await collect(storage.list('nothing/')), []);
  });

  test.test('lists what remains of an upload that a crash interrupted, once it is old', async (t) => {
    const { storage, folder } = open(t);
    const file = await storage.receive(inParts(Buffer.from('interrupted')));
    t.same(await collect(storage.listIncomplete(yesterday())), []);
    const [found, ...others] = await collect(storage.listIncomplete(tomorrow()));
    t.same(others, []);
    t.match(found?.name, /^incomplete\/[0-9a-f-]{36}$/);
    await utimes(file.path, yesterday(), yesterday());
    t.equal((await collect(storage.listIncomplete(new Date(Date.now() - 3_600_000)))).length, 1);
    await found?.remove();
    t.same(
      (await filesIn(folder)).filter(({ parentPath }) => parentPath.endsWith('incomplete')),
      [],
    );
  });

  test.test('refuses keys that leave the storage', async (t) => {
    const { storage } = open(t);
    for (const key of ['../secret', '/etc/passwd', 'a/../b', 'a//b', '', 'A', 'a\0b', 'a/.b'])
      await t.rejects(async () => storage.size(key), { message: /is no key of a stored file/ }, JSON.stringify(key));
  });
}

t.test('a folder', async (t) => {
  promises(t, (test) => {
    const folder = temporaryFolder(test);
    return { folder, storage: createStorage({ kind: 'folder', folder, s3: undefined }) };
  });
});

t.test('an S3 bucket', { skip: hasS3Server ? false : noS3Server }, async (t) => {
  const { settings } = await startS3Server(t);
  promises(t, (test) => {
    const folder = temporaryFolder(test);
    return { folder, storage: createStorage({ kind: 's3', folder, s3: settings }) };
  });
});
