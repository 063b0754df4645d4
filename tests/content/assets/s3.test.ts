import { readdir } from 'node:fs/promises';
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import t from 'tap';
import { pngOf } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { hasS3Server, noS3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('keeps the files of assets in an S3 bucket', { skip: hasS3Server ? false : noS3Server }, async (t) => {
  const { client, settings, environment, kill } = await startS3Server(t);
  const folder = temporaryFolder(t);
  const { request, app, tokens } = await openNewsroom(t, { environment: { ...environment, MEDIA_DIR: folder } });
  const as = 'admin';
  const upload = (raw: Buffer) =>
    request('POST', '/v1/assets', { as, raw, headers: { 'content-type': 'application/octet-stream' } });
  const publish = (id: string) => request('PATCH', `/v1/assets/${id}`, { as, body: { visibility: 'public' } });
  const fetchFile = (url: string, headers: Record<string, string> = {}) =>
    app.inject({ url, headers: { authorization: `Bearer ${tokens.admin}`, ...headers } });
  const keys = async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: settings.bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const localFiles = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  await t.test('stores an image and its renditions, and deletes them with the asset', async (t) => {
    const png = await pngOf();
    const { status, body: asset } = await upload(png);
    t.equal(status, 201);
    const original = `paper/originals/${asset.checksum.slice(0, 2)}/${asset.checksum}`;
    t.same(await keys(), [original]);
    await publish(asset.id);
    const image = await fetchFile(`/media/${asset.id}/w160.webp`);
    t.equal(image.statusCode, 200);
    t.match(await sharp(image.rawPayload).metadata(), { format: 'webp', width: 60, height: 40 });
    t.same(await keys(), [original, `paper/renditions/${asset.checksum.slice(0, 2)}/${asset.checksum}/w160.webp`]);
    const again = await fetchFile(`/media/${asset.id}/w160.webp`);
    t.same(again.rawPayload, image.rawPayload);
    t.same((await fetchFile(`/v1/desk/assets/${asset.id}/file`)).rawPayload, png);
    t.equal((await upload(png)).status, 200, 'the same bytes are the same asset');
    t.same(await localFiles(), [], 'nothing remains in the local folder');
    t.equal((await request('DELETE', `/v1/assets/${asset.id}`, { as })).status, 204);
    t.same(await keys(), []);
  });

  await t.test('stores a film in parts, and sends parts of it', async (t) => {
    const head = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex');
    const film = Buffer.concat([head, Buffer.alloc(12 * 1024 * 1024, 'broadsheet')]);
    const { status, body: asset } = await upload(film);
    t.equal(status, 201);
    t.match(asset, { kind: 'video', mediaType: 'video/mp4', bytes: film.length });
    await publish(asset.id);
    const url = `/media/${asset.id}/file`;
    const whole = await fetchFile(url);
    t.ok(whole.rawPayload.equals(film));
    const part = await fetchFile(url, { range: 'bytes=5242870-5242889' });
    t.equal(part.statusCode, 206);
    t.same(part.rawPayload, film.subarray(5_242_870, 5_242_890));
    t.equal(part.headers['content-range'], `bytes 5242870-5242889/${film.length}`);
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket }));
    t.same(Uploads, []);
  });

  await t.test('stores no asset while the bucket does not respond, and says so', async (t) => {
    const { body: before } = await upload(await pngOf());
    await publish(before.id);
    kill();
    const refusal = { status: 503, body: { code: 'unavailable' } };
    t.match(await upload(await pngOf()), refusal);
    t.match(await request('GET', `/media/${before.id}/w160.jpg`), refusal);
    const { data } = (await request('GET', '/v1/desk/assets', { as })).body;
    t.same(data[0].id, before.id, 'the newest asset is the one that was stored before');
    t.same(await localFiles(), []);
  });
});
