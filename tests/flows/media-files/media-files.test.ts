// One database is enough: the commands read one column of one table.
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CreateMultipartUploadCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import t from 'tap';
import { commandLineActor } from '../../../src/platform/auth/index.js';
import { newUpload } from '../../support/assets.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { hasS3Server, noS3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

type Asset = { id: string; checksum: string; bytes: number };

async function upload(request: TestNewsroom['request']): Promise<Asset> {
  const { path, ...content } = await newUpload();
  return (await request('POST', path, { as: 'admin', ...content })).body;
}

const keyOf = ({ checksum }: Pick<Asset, 'checksum'>) => `originals/${checksum.slice(0, 2)}/${checksum}`;
const twoDaysAgo = () => new Date(Date.now() - 2 * 86_400_000);

/** Writes a file into the folder of a storage that seems to be two days old. */
async function writeOldFile(folder: string, key: string, content = 'left') {
  const path = join(folder, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, twoDaysAgo(), twoDaysAgo());
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}

t.test('finds and deletes what crashes have left in a folder, and nothing else', async (t) => {
  const folder = temporaryFolder(t);
  const { request, newsroom } = await openNewsroom(t, { environment: { MEDIA_DIR: folder } });
  const asset = await upload(request);
  await request('PATCH', `/v1/assets/${asset.id}`, { as: 'admin', body: { visibility: 'public' } });
  t.equal((await request('GET', `/media/${asset.id}/w160.jpg`)).status, 200);
  const kept = await filesIn(folder);
  t.equal(kept.length, 2, 'the original and its rendition');
  for (const key of kept) await utimes(join(folder, key), twoDaysAgo(), twoDaysAgo());

  const orphan = 'ab'.repeat(32);
  const left = [
    `originals/ab/${orphan}`,
    `renditions/ab/${orphan}/w160.jpg`,
    `renditions/cd/${'cd'.repeat(32)}/w320-1x1.webp`,
    'incomplete/0b0f7f6e-0000-4000-8000-000000000000',
  ];
  for (const key of left) await writeOldFile(folder, key);
  await writeFile(join(folder, 'incomplete', 'new'), 'an upload that is still running');
  await mkdir(join(folder, 'originals', 'ef'));
  await writeFile(join(folder, keyOf({ checksum: 'ef'.repeat(32) })), 'a file whose row is not stored yet');
  await writeOldFile(folder, 'originals/README');
  await writeOldFile(folder, 'elsewhere/file');

  const unused = await newsroom.mediaFiles.findUnused();
  t.same(unused.orphans.map(({ key }) => key).sort(), left.slice(0, 3));
  t.same(
    unused.incompleteFiles.map(({ name }) => name),
    left.slice(3),
  );
  t.equal(unused.unknownCount, 1);
  t.equal(unused.assetCount, 1);

  await newsroom.mediaFiles.removeUnused(commandLineActor, unused);
  t.same(
    (await filesIn(folder)).sort(),
    [...kept, 'elsewhere/file', 'incomplete/new', keyOf({ checksum: 'ef'.repeat(32) }), 'originals/README'].sort(),
  );
  const again = await newsroom.mediaFiles.findUnused();
  t.same([again.orphans, again.incompleteFiles], [[], []]);
});

t.test('deletes the assets that no article shows, with their files, and records it', async (t) => {
  const folder = temporaryFolder(t);
  const { request, newsroom, database } = await openNewsroom(t, { environment: { MEDIA_DIR: folder } });
  const as = 'admin';
  const [shown, unused, published, recent, used, changed] = await Promise.all(
    Array.from({ length: 6 }, () => upload(request)),
  );
  const all = [shown, unused, published, recent, used, changed] as Asset[];
  const { mediaFiles } = newsroom;
  const show = (asset: Asset | undefined) =>
    request('POST', '/v1/articles', { as, body: { headline: 'Trams', leadImage: { asset: asset?.id } } });
  await show(shown);
  await request('PATCH', `/v1/assets/${published?.id}`, { as, body: { visibility: 'public' } });
  await database.run({ text: 'UPDATE assets SET updated_at = now() - $1::interval', values: ['40 days'] });
  await database.run({ text: 'UPDATE assets SET updated_at = now() WHERE id = $1', values: [recent?.id] });

  const found = await mediaFiles.findUnusedAssets(new Date(Date.now() - 30 * 86_400_000));
  const sortedIds = (assets: readonly ({ id: string } | undefined)[]) => assets.map((asset) => asset?.id).sort();
  t.same(sortedIds(found), sortedIds([unused, published, used, changed]));
  t.equal((await filesIn(folder)).length, all.length, 'finding them deletes nothing');

  t.equal((await show(used)).status, 201);
  await request('PATCH', `/v1/assets/${changed?.id}`, { as, body: { caption: 'A tram' } });
  const counts: number[] = [];
  const kept = await mediaFiles.removeUnusedAssets(commandLineActor, found, (count) => counts.push(count));
  t.same(sortedIds(kept), sortedIds([used, changed]), 'an asset that was used or changed meanwhile stays');
  t.same(counts, [1, 2, 3, 4]);
  for (const asset of all) {
    const isDeleted = asset === unused || asset === published;
    t.equal((await request('GET', `/v1/desk/assets/${asset.id}`, { as })).status, isDeleted ? 404 : 200);
    t.equal((await filesIn(folder)).includes(keyOf(asset)), !isDeleted);
  }
  const { body: audit } = await request('GET', '/v1/audit?type=asset.deleted', { as });
  const entries = audit.data.map(({ subjectId: id, via }: { subjectId: string; via: string }) => ({ id, via }));
  t.same(sortedIds(entries), sortedIds([unused, published]));
  for (const { via } of entries) t.equal(via, 'command');
  t.same(await mediaFiles.removeUnusedAssets(commandLineActor, found, () => {}), found, 'a second run deletes nothing');
});

t.test('keeps a file that got an asset after it was found', async (t) => {
  const folder = temporaryFolder(t);
  const { request, newsroom, database } = await openNewsroom(t, { environment: { MEDIA_DIR: folder } });
  const asset = await upload(request);
  await utimes(join(folder, keyOf(asset)), twoDaysAgo(), twoDaysAgo());
  const row = await database.prisma.asset.delete({ where: { id: asset.id } });
  const unused = await newsroom.mediaFiles.findUnused();
  t.match(unused.orphans, [{ key: keyOf(asset) }]);
  await database.prisma.asset.create({ data: { ...row, alt: {} } });
  await newsroom.mediaFiles.removeUnused(commandLineActor, unused);
  t.same(await filesIn(folder), [keyOf(asset)]);
});

t.test('with an S3 bucket', { skip: hasS3Server ? false : noS3Server }, async (t) => {
  const { client, settings, environment } = await startS3Server(t);
  const place = (key: string) => ({ Bucket: settings.bucket, Key: settings.prefix + key });
  const unverified = { verify: false, onProgress() {} };
  const verified = { verify: true, onProgress() {} };
  const all = { copiedCount: 0, presentCount: 0, replacedCount: 0, lostFiles: [] };
  const folder = temporaryFolder(t);
  const { request, newsroom, app, tokens } = await openNewsroom(t, {
    environment: { ...environment, MEDIA_STORAGE: 'folder', MEDIA_DIR: folder },
  });
  const assets: Asset[] = [];
  for (let count = 0; count < 7; count += 1) assets.push(await upload(request));
  const totalBytes = assets.reduce((sum, { bytes }) => sum + bytes, 0);
  const [first, second, third] = assets as [Asset, Asset, Asset];

  await t.test('copies all files to the bucket, and nothing the second time', async (t) => {
    let progress = 0;
    const report = await newsroom.mediaFiles.copyTo('s3', { verify: true, onProgress: (count) => (progress = count) });
    t.match(report, { ...all, copiedCount: 7, copiedBytes: totalBytes });
    t.equal(progress, 7);
    for (const options of [unverified, verified])
      t.match(await newsroom.mediaFiles.copyTo('s3', options), { ...all, presentCount: 7, copiedBytes: 0 });
  });

  await t.test('continues with the files that are missing in the bucket', async (t) => {
    for (const asset of [first, second]) await client.send(new DeleteObjectCommand(place(keyOf(asset))));
    t.match(await newsroom.mediaFiles.copyTo('s3', unverified), { ...all, copiedCount: 2, presentCount: 5 });
  });

  await t.test('replaces a file in the bucket whose bytes are wrong', async (t) => {
    const Body = Buffer.alloc(first.bytes, 'x');
    await client.send(new PutObjectCommand({ ...place(keyOf(first)), Body }));
    t.match(await newsroom.mediaFiles.copyTo('s3', unverified), { ...all, presentCount: 7 }, 'the size is the same');
    t.match(await newsroom.mediaFiles.copyTo('s3', verified), { ...all, replacedCount: 1, presentCount: 6 });
    t.match(await newsroom.mediaFiles.copyTo('s3', verified), { ...all, presentCount: 7 });
    await client.send(new PutObjectCommand({ ...place(keyOf(first)), Body: 'short' }));
    t.match(await newsroom.mediaFiles.copyTo('s3', unverified), { ...all, replacedCount: 1, presentCount: 6 });
  });

  await t.test('names the files that are missing or damaged, and copies the others back', async (t) => {
    await rm(join(folder, 'originals'), { recursive: true });
    await client.send(new DeleteObjectCommand(place(keyOf(first))));
    await client.send(new PutObjectCommand({ ...place(keyOf(second)), Body: Buffer.alloc(second.bytes, 'x') }));
    const report = await newsroom.mediaFiles.copyTo('folder', verified);
    t.match(report, { copiedCount: 5, presentCount: 0 });
    const lost = report.lostFiles.map(({ file, key, reason }) => ({ id: file.id, key, reason }));
    const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);
    t.same(
      lost.sort(byKey),
      [
        { id: first.id, key: keyOf(first), reason: 'missing' },
        { id: second.id, key: keyOf(second), reason: 'damaged' },
      ].sort(byKey),
    );
    t.notOk((await filesIn(folder)).includes(keyOf(second)), 'damaged bytes are not stored');
    const url = `/v1/desk/assets/${third.id}/file`;
    const original = await app.inject({ url, headers: { authorization: `Bearer ${tokens.admin}` } });
    t.equal(original.statusCode, 200);
    t.equal(original.rawPayload.length, third.bytes);
  });
});

t.test('finds what crashes have left in a bucket', { skip: hasS3Server ? false : noS3Server }, async (t) => {
  const { client, settings, environment } = await startS3Server(t);
  const { request, newsroom } = await openNewsroom(t, {
    environment: { ...environment, MEDIA_DIR: temporaryFolder(t) },
  });
  const asset = await upload(request);
  const place = (key: string) => ({ Bucket: settings.bucket, Key: settings.prefix + key });
  await client.send(new PutObjectCommand({ ...place(`originals/ab/${'ab'.repeat(32)}`), Body: 'left' }));
  await client.send(new CreateMultipartUploadCommand(place(`originals/cd/${'cd'.repeat(32)}`)));
  const soon = new Date(Date.now() + 60_000);
  t.match(await newsroom.mediaFiles.findUnused(), { orphans: [], incompleteFiles: [] }, 'they are too new');
  const unused = await newsroom.mediaFiles.findUnused(soon);
  t.match(unused.orphans, [{ key: `originals/ab/${'ab'.repeat(32)}`, bytes: 4 }]);
  t.match(unused.incompleteFiles, [{ name: /^originals\/cd\// }]);
  await newsroom.mediaFiles.removeUnused(commandLineActor, unused);
  t.match(await newsroom.mediaFiles.findUnused(soon), { orphans: [], incompleteFiles: [], assetCount: 1 });
  t.equal((await request('GET', `/v1/desk/assets/${asset.id}`, { as: 'admin' })).status, 200);
});
