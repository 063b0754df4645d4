import { createHash, randomFillSync } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import t from 'tap';
import { Upload } from 'tus-js-client';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const folder = temporaryFolder(t);
const { request, app, tokens, newsroom, database } = await openNewsroom(t, {
  environment: { MEDIA_DIR: folder, MEDIA_MAX_MB: '2' },
});
const { port } = app.server.address() as AddressInfo;
const tus = { 'tus-resumable': '1.0.0' };
const chunk = { ...tus, 'content-type': 'application/offset+octet-stream' };

/** Returns a PNG of some hundred kilobytes. */
function noise(): Promise<Buffer> {
  const pixels = randomFillSync(Buffer.alloc(300 * 300 * 3));
  return sharp(pixels, { raw: { width: 300, height: 300, channels: 3 } })
    .png()
    .toBuffer();
}

const encode = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, text]) => `${name} ${Buffer.from(text).toString('base64')}`)
    .join(',');

const begin = (bytes: number | string, headers: Record<string, string> = {}) =>
  request('POST', '/v1/assets/uploads', { as: 'editor', headers: { ...tus, 'upload-length': `${bytes}`, ...headers } });

async function idOf(bytes: number, fields: Record<string, string> = {}): Promise<string> {
  const { status, text, body } = await begin(bytes, { 'upload-metadata': encode(fields) });
  if (status !== 201) throw new Error(text);
  return body.id;
}

const proceed = (id: string, offset: number, raw: Buffer) =>
  request('PATCH', `/v1/assets/uploads/${id}`, {
    as: 'editor',
    raw,
    headers: { ...chunk, 'upload-offset': `${offset}` },
  });

const stateOf = (id: string) => request('GET', `/v1/assets/uploads/${id}`, { as: 'editor' });
const assetOf = async (id: string) =>
  (await request('GET', `/v1/desk/assets/${(await stateOf(id)).body.asset}`, { as: 'reader' })).body;

/** Returns the files of uploads that are not complete. */
const parts = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/originals|renditions/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name));

t.test('receives a file in parts from a client of tus, with its description', async (t) => {
  const file = await noise();
  const { body: person } = await request('POST', '/v1/people', { as: 'editor', body: { name: 'Ann Porter' } });
  const metadata = {
    filename: 'ärger.png',
    filetype: 'image/png',
    credit: 'Zoë – Agency',
    tags: JSON.stringify(['harbour', 'night, late']),
    people: JSON.stringify([person.id]),
    alt: JSON.stringify({ en: 'A harbour' }),
  };
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `http://127.0.0.1:${port}/v1/assets/uploads`,
      headers: { authorization: `Bearer ${tokens.editor}` },
      chunkSize: 50_000,
      metadata,
      onError: reject,
      onSuccess: () => resolve(),
    });
    upload.start();
  });
  const { body } = await request('GET', '/v1/desk/assets?q=harbour', { as: 'reader' });
  t.match(body.data, [
    {
      filename: 'ärger.png',
      credit: 'Zoë – Agency',
      tags: ['harbour', 'night, late'],
      people: [{ id: person.id }],
      alt: { en: 'A harbour' },
      checksum: createHash('sha256').update(file).digest('hex'),
      bytes: file.length,
    },
  ]);
  t.same(await parts(), []);
});

t.test('keeps what has arrived when the connection breaks, and continues there', async (t) => {
  const file = await noise();
  const half = file.subarray(0, 100_000);
  const id = await idOf(file.length);
  await new Promise<void>((resolve) => {
    const headers = {
      ...chunk,
      'upload-offset': '0',
      'content-length': `${file.length}`,
      authorization: `Bearer ${tokens.editor}`,
    };
    const outgoing = send({ port, path: `/v1/assets/uploads/${id}`, method: 'PATCH', headers });
    outgoing.on('error', () => resolve());
    outgoing.write(half, () => setTimeout(() => outgoing.destroy(new Error('broken')), 300));
  });
  let received = 0;
  for (let tries = 0; received === 0 && tries < 200; tries += 1) {
    await sleep(20);
    received = (await stateOf(id)).body.receivedBytes;
  }
  t.equal(received, half.length);
  const head = await request('HEAD', `/v1/assets/uploads/${id}`, { as: 'editor' });
  t.match(head.headers, { 'upload-offset': '100000', 'upload-length': `${file.length}`, 'tus-resumable': '1.0.0' });
  const last = await proceed(id, received, file.subarray(received));
  t.match(last, { status: 204, headers: { 'upload-offset': `${file.length}` } });
  t.equal((await assetOf(id)).checksum, createHash('sha256').update(file).digest('hex'));
  t.same(await parts(), []);
  t.equal((await proceed(id, file.length, Buffer.alloc(0))).status, 204, 'nothing more is no mistake');
});

t.test('refuses bytes at another offset and says where to continue', async (t) => {
  const file = await noise();
  const id = await idOf(file.length);
  t.equal((await proceed(id, 0, file.subarray(0, 1_000))).status, 204);
  const again = await proceed(id, 0, file.subarray(0, 1_000));
  t.match(again, { status: 409, headers: { 'upload-offset': '1000' }, body: { code: 'wrong-offset', offset: 1_000 } });
  const both = await Promise.all([1, 2].map(() => proceed(id, 1_000, file.subarray(1_000, 2_000))));
  t.same(both.map(({ status }) => status).sort(), [204, 409], 'one of two requests at the same time');
  const ends = await Promise.all([1, 2].map(() => proceed(id, 2_000, file.subarray(2_000))));
  t.ok(ends.some(({ status }) => status === 204));
  t.equal((await assetOf(id)).bytes, file.length);
  t.same(await parts(), []);
});

t.test('refuses more bytes than were announced, and keeps the others', async (t) => {
  const id = await idOf(1_000);
  t.equal((await proceed(id, 0, Buffer.alloc(600))).status, 204);
  t.match(await proceed(id, 600, Buffer.alloc(500)), { status: 413, body: { code: 'too-large' } });
  t.match((await stateOf(id)).body, { receivedBytes: 600, bytes: 1_000, asset: null });
});

t.test('ends the upload of a file that is refused', async (t) => {
  const id = await idOf(2_000);
  await proceed(id, 0, Buffer.alloc(1_000, 'a'));
  t.match(await proceed(id, 1_000, Buffer.alloc(1_000, 'a')), { status: 415, body: { code: 'unsupported-file' } });
  t.equal((await stateOf(id)).status, 404);
});

t.test('deletes an upload with its bytes', async (t) => {
  const before = await parts();
  const id = await idOf(1_000);
  await proceed(id, 0, Buffer.alloc(600));
  t.equal((await parts()).length, before.length + 1);
  const end = (headers: object) =>
    request('DELETE', `/v1/assets/uploads/${id}`, { as: 'editor', headers: { ...headers } });
  t.match(await end({ 'tus-resumable': '0.2' }), { status: 412, headers: { 'tus-version': '1.0.0' } });
  t.equal((await end(tus)).status, 204);
  t.equal((await end(tus)).status, 404);
  t.same(await parts(), before);
});

t.test('deletes expired uploads, and the parts that no upload has', async (t) => {
  const { cleanupJob } = newsroom.assets.resumableUploads;
  const [kept, expired, lost] = [await idOf(1_000), await idOf(1_000), await idOf(1_000)];
  const others = await parts();
  for (const id of [kept, expired, lost]) await proceed(id, 0, Buffer.alloc(600));
  await database.prisma.assetUpload.update({ where: { id: expired }, data: { expiresAt: new Date(Date.now() - 1) } });
  await database.prisma.assetUpload.delete({ where: { id: lost } });
  t.equal((await stateOf(expired)).status, 404);
  t.equal((await proceed(expired, 600, Buffer.alloc(10))).status, 404);
  await cleanupJob.work();
  t.equal((await parts()).length, others.length + 3, 'a part may belong to a request that is not finished');
  const old = new Date(Date.now() - 2 * 60 * 60 * 1_000);
  for (const path of await parts()) await utimes(path, old, old);
  await cleanupJob.work();
  const left = (await parts()).filter((path) => !others.includes(path));
  t.equal(left.length, 1);
  t.match(left[0], kept);
  t.equal((await stateOf(kept)).body.receivedBytes, 600);
});

t.test('refuses a beginning that could not succeed', async (t) => {
  const refused = async (bytes: number | string, headers: Record<string, string>, status: number, code: string) =>
    t.match(await begin(bytes, headers), { status, body: { code } }, JSON.stringify({ bytes, headers }));
  await refused(0, {}, 400, 'invalid-request');
  await refused('-1', {}, 400, 'invalid-request');
  await refused('1e3', {}, 400, 'invalid-request');
  await refused(3 * 2 ** 20, {}, 413, 'too-large');
  await refused(10, { 'tus-resumable': '2.0.0' }, 412, 'unsupported-tus-version');
  for (const metadata of ['filename %%%', 'a b c', 'filename /w==', encode({ colour: 'red' }), encode({ tags: 'red' })])
    await refused(10, { 'upload-metadata': metadata }, 400, 'invalid-request');
  await refused(
    10,
    { 'upload-metadata': `${encode({ credit: 'a' })},${encode({ credit: 'b' })}` },
    400,
    'invalid-request',
  );
  await refused(10, { 'upload-metadata': encode({ people: '["nobody"]' }) }, 422, 'unknown-reference');
  t.match(await request('POST', '/v1/assets/uploads', { as: 'reader', headers: { ...tus, 'upload-length': '10' } }), {
    status: 403,
  });
});

t.test('refuses bytes of another type', async (t) => {
  const id = await idOf(10);
  const headers = { ...tus, 'content-type': 'image/png', 'upload-offset': '0' };
  const { status } = await request('PATCH', `/v1/assets/uploads/${id}`, { as: 'editor', raw: 'x', headers });
  t.equal(status, 415);
});
