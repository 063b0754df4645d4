import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32, createDeflate } from 'node:zlib';
import sharp from 'sharp';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

// One database is enough: files are checked before a row is stored, and uploads.test.ts stores files in both.
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-hostile-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const { request, app, tokens } = await openNewsroom(t, { environment: { MEDIA_DIR: folder, MEDIA_MAX_MB: '3' } });
const octets = { 'content-type': 'application/octet-stream' };

const picture = (width = 400, height = 200) => sharp({ create: { width, height, channels: 3, background: '#336699' } });
const upload = (raw: Buffer, query = '', headers: Record<string, string> = octets) =>
  request('POST', `/v1/assets${query}`, { as: 'admin', raw, headers });
const publish = (id: string) => request('PATCH', `/v1/assets/${id}`, { as: 'editor', body: { visibility: 'public' } });
const authorization = `Bearer ${tokens.admin}`;

async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** A complete black-and-white PNG image of any size, which is small as a file. */
async function blackPng(width: number, height: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 1 });
  const parts: Buffer[] = [];
  deflate.on('data', (part: Buffer) => parts.push(part));
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * 1_000);
  for (let row = 0; row < height; row += 1_000)
    await new Promise<void>((resolve) => deflate.write(rows, () => resolve()));
  await new Promise<void>((resolve) => deflate.on('end', resolve).end());
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.concat(parts)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`);

t.test('refuses files that are damaged, too large or of another type, and stores nothing', async (t) => {
  const jpeg = await picture(1000, 600).jpeg().toBuffer();
  const png = await picture().png().toBuffer();
  const cases: [string, Buffer, number, string][] = [
    ['half a JPEG', jpeg.subarray(0, jpeg.length / 2), 422, 'unreadable-file'],
    ['half a PNG', png.subarray(0, png.length / 2), 422, 'unreadable-file'],
    ['50,000 × 50,000 pixels', await blackPng(50_000, 50_000), 422, 'unreadable-file'],
    [
      'a page that begins like a JPEG',
      Buffer.from('\xff\xd8\xff\xe0<html><script>1</script>', 'latin1'),
      422,
      'unreadable-file',
    ],
    ['a script that begins like a GIF', Buffer.from('GIF89a/*\x00\x00*/=1;alert(1)', 'latin1'), 422, 'unreadable-file'],
    ['SVG with a script', svg('<script>alert(1)</script>'), 415, 'unsupported-file'],
    ['SVG with another file', svg('<image href="file:///etc/passwd"/>'), 415, 'unsupported-file'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'unsupported-file'],
    ['a zip file', Buffer.from('504b0304140000000000', 'hex'), 415, 'unsupported-file'],
    ['random bytes', randomBytes(5_000), 415, 'unsupported-file'],
    ['nothing', Buffer.alloc(0), 400, 'invalid-request'],
  ];
  for (const [name, raw, status, code] of cases) {
    const { status: actual, body } = await upload(raw, '?filename=photo.jpg');
    t.same([actual, body.code], [status, code], name);
  }
  t.same((await request('GET', '/v1/desk/assets', { as: 'reader' })).body.data, []);
  t.same(await filesIn(folder), []);
});

t.test('does not decode an image that is too large', async (t) => {
  const bomb = await blackPng(30_000, 30_000);
  const before = process.memoryUsage().rss;
  t.equal((await upload(bomb)).status, 422);
  const grownMiB = (process.memoryUsage().rss - before) / 1024 ** 2;
  t.ok(grownMiB < 60, `the process grew by ${Math.round(grownMiB)} MiB`);
});

t.test('stops reading a file at the maximum size', async (t) => {
  const result = await new Promise<{ status: number | undefined; sentMiB: number }>((resolve, fail) => {
    const { port } = app.server.address() as AddressInfo;
    let sentMiB = 0;
    let timer: NodeJS.Timeout | undefined;
    const upload = send({ port, path: '/v1/assets', method: 'POST', headers: { ...octets, authorization } });
    upload.on('response', (response) => {
      clearInterval(timer);
      response.resume();
      resolve({ status: response.statusCode, sentMiB });
      upload.destroy();
    });
    upload.on('error', fail);
    upload.write(Buffer.from('ffd8ffe0', 'hex'));
    timer = setInterval(() => {
      sentMiB += 1;
      upload.write(randomBytes(1024 * 1024));
    }, 5);
  });
  t.equal(result.status, 413);
  t.ok(result.sentMiB < 100, `${result.sentMiB} MiB were sent`);
  t.same(await filesIn(folder), []);
});

t.test('keeps nothing of a file whose connection breaks', async (t) => {
  const { port } = app.server.address() as AddressInfo;
  const upload = send({ port, path: '/v1/assets', method: 'POST', headers: { ...octets, authorization } });
  upload.on('error', () => {});
  upload.write(randomBytes(100_000));
  while ((await filesIn(folder)).length === 0) await sleep(5);
  upload.destroy();
  for (let tries = 0; tries < 200 && (await filesIn(folder)).length > 0; tries += 1) await sleep(10);
  t.same(await filesIn(folder), []);
});

t.test('serves what is hidden in an image to nobody, and the original only as a download', async (t) => {
  const script = '<script>alert(document.domain)</script>';
  const image = await picture()
    .jpeg()
    .withExif({ IFD0: { ImageDescription: script, Artist: script }, IFD3: { GPSLatitudeRef: 'N' } })
    .toBuffer();
  const polyglot = Buffer.concat([image, Buffer.from(`\n${script}PK\x03\x04`)]);
  t.ok(image.includes(script));
  const { status, body: asset } = await upload(polyglot, '?filename=ph"oto.jpg');
  t.equal(status, 201);
  t.equal(asset.mediaType, 'image/jpeg');
  await publish(asset.id);
  for (const format of ['jpg', 'webp', 'avif']) {
    const media = await app.inject({ url: `/media/${asset.id}/w320.${format}` });
    t.equal(media.statusCode, 200);
    t.notOk(media.rawPayload.includes('alert('), format);
    t.equal(media.headers['x-content-type-options'], 'nosniff');
    t.equal((await sharp(media.rawPayload).metadata()).exif, undefined);
  }
  const url = `/v1/desk/assets/${asset.id}/file`;
  t.equal((await app.inject({ url })).statusCode, 401);
  const original = await app.inject({ url, headers: { authorization } });
  t.same(original.rawPayload, polyglot);
  t.equal(original.headers['content-disposition'], "attachment; filename*=UTF-8''ph%22oto.jpg");
  t.equal(original.headers['content-security-policy'], "default-src 'none'; sandbox");
  t.equal(original.headers['content-type'], 'image/jpeg');
});

t.test('finds out the type of a file from its bytes, whatever its name and its Content-Type say', async (t) => {
  const png = await picture(40, 20).png().toBuffer();
  const wrong = await upload(png, '?filename=song.mp3', { 'content-type': 'audio/mpeg' });
  t.match(wrong.body, { kind: 'image', mediaType: 'image/png', width: 40 });
  for (const type of [
    'image/jpg',
    'image/heic',
    'audio/mp3',
    'video/x-msvideo',
    'application/zip',
    'binary/octet-stream',
  ])
    t.equal((await upload(png, '', { 'content-type': type })).status, 200, type);
  for (const type of ['text/html', 'application/x-www-form-urlencoded', 'application/ld+json', 'image'])
    t.equal((await upload(png, '', { 'content-type': type })).status, 415, type);
  await publish(wrong.body.id);
  const media = await app.inject({ url: `/media/${wrong.body.id}/w160` });
  t.equal(media.headers['content-type'], 'image/jpeg');
});

t.test('keeps only the last part of a file name, and never uses it as a path', async (t) => {
  const names: [string, string][] = [
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/', ''],
    ['..', ''],
    ['a\u0000b', ''],
    ['x'.repeat(256), ''],
  ];
  for (const [index, [name, kept]] of names.entries()) {
    const { status, body } = await upload(
      await picture(50 + index, 20)
        .png()
        .toBuffer(),
      `?filename=${encodeURIComponent(name)}`,
    );
    if (kept === '') t.equal(status, 400, name);
    else t.same([status, body.filename], [201, kept], name);
  }
  t.ok((await filesIn(folder)).every((name) => /^[0-9a-f]{64}$|^w\d+/.test(name)));
});

t.test('answers every address of a rendition that does not exist with 404 or 400', async (t) => {
  const { body: asset } = await upload(await picture(60, 60).png().toBuffer());
  await publish(asset.id);
  for (const spec of ['..%2f..%2fpasswd', 'w801', 'w320-9x9', 'w320.svg', 'w320.jpg%00', '%ff', 'w1e9', 'W320', 'file'])
    t.match(String((await app.inject({ url: `/media/${asset.id}/${spec}` })).statusCode), /^40[04]$/, spec);
  t.equal((await app.inject({ url: '/media/..%2f..%2fetc/passwd' })).statusCode, 400);
});
