import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const mediaFolder = await mkdtemp(join(tmpdir(), 'broadsheet-uploads-'));
t.teardown(() => rm(mediaFolder, { recursive: true, force: true }));
const { request, app, tokens } = await openNewsroom(t, { environment: { MEDIA_DIR: mediaFolder } });
const octets = { 'content-type': 'application/octet-stream' };

/** An image of two halves, red and blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#cc0000' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: '#0000cc' } }, left: width / 2, top: 0 },
  ]);
const upload = (raw: Buffer, query = '') =>
  request('POST', `/v1/assets${query}`, { as: 'admin', raw, headers: octets });
const fetchMedia = (path: string, headers: Record<string, string> = {}) => app.inject({ url: path, headers });

t.test('stores an image with what its bytes say, and the same bytes only once', async (t) => {
  const bytes = await halves(1000, 600)
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
    .toBuffer();
  const first = await upload(bytes, '?filename=halves.jpg');
  t.equal(first.status, 201);
  t.match(first.body, {
    kind: 'image',
    mediaType: 'image/jpeg',
    bytes: bytes.length,
    width: 1000,
    height: 600,
    filename: 'halves.jpg',
    checksum: createHash('sha256').update(bytes).digest('hex'),
    visibility: 'draft',
    version: 1,
    thumbhash: /^[A-Za-z0-9+/]{20,}=*$/,
    dominantColor: /^#[0-9a-f]{6}$/,
  });
  const again = await upload(bytes, '?filename=other.jpg');
  t.equal(again.status, 200);
  t.same(again.body, first.body);
  t.same((await request('GET', '/v1/desk/assets?q=halves', { as: 'reader' })).body.data, [first.body]);
});

t.test('shows an asset and its renditions to the public only while it is public and has its rights', async (t) => {
  const { body: asset } = await upload(await halves(900, 600).png().toBuffer());
  const media = `/media/${asset.id}/w320.webp`;
  t.equal((await request('GET', `/v1/assets/${asset.id}`)).status, 404);
  t.equal((await fetchMedia(media)).statusCode, 404);
  const path = `/v1/assets/${asset.id}`;
  t.equal((await request('PATCH', path, { as: 'contributor', body: { visibility: 'public' } })).status, 403);
  t.equal((await request('PATCH', path, { as: 'editor', body: { visibility: 'public', credit: 'Ann' } })).status, 200);
  t.match(await request('PATCH', path, { as: 'editor', body: { visibility: 'draft' } }), {
    status: 409,
    body: { code: 'already-public' },
  });
  t.match((await request('GET', path)).body, { credit: 'Ann', width: 900 });
  const image = await fetchMedia(media);
  t.equal(image.statusCode, 200);
  t.equal(image.headers['content-type'], 'image/webp');
  t.match(await sharp(image.rawPayload).metadata(), { format: 'webp', width: 320, height: 213 });
  t.equal((await fetchMedia(`/media/${asset.id}/file`)).statusCode, 404);
  await request('PATCH', path, { as: 'editor', body: { availableUntil: '2017-07-07T12:00:00Z' } });
  t.equal((await request('GET', path)).status, 404);
  t.equal((await fetchMedia(media)).statusCode, 404);
  t.same((await request('GET', '/v1/assets')).body.data, []);
});

t.test('crops around the focal point and never enlarges', async (t) => {
  const { body: asset } = await upload(await halves(800, 400).png({ compressionLevel: 1 }).toBuffer());
  const path = `/v1/assets/${asset.id}`;
  const colourAt = async (focalPoint: object | null) => {
    await request('PATCH', path, { as: 'editor', body: { visibility: 'public', focalPoint } });
    const { rawPayload } = await fetchMedia(`/media/${asset.id}/w160-1x1.jpg`);
    const { dominant } = await sharp(rawPayload).stats();
    return dominant.r > dominant.b ? 'red' : 'blue';
  };
  t.equal(await colourAt({ x: 0.1, y: 0.5 }), 'red');
  t.equal(await colourAt({ x: 0.9, y: 0.5 }), 'blue');
  t.match(await sharp((await fetchMedia(`/media/${asset.id}/w2400.avif`)).rawPayload).metadata(), {
    width: 800,
    height: 400,
  });
  t.equal((await fetchMedia(`/media/${asset.id}/w801`)).statusCode, 404);
});

t.test('selects the format by Accept and answers conditions and ranges', async (t) => {
  const { body: asset } = await upload(await halves(600, 300).png().toBuffer());
  await request('PATCH', `/v1/assets/${asset.id}`, { as: 'editor', body: { visibility: 'public' } });
  const url = `/media/${asset.id}/w160`;
  const typeFor = async (accept: string) => (await fetchMedia(url, { accept })).headers['content-type'];
  t.equal(await typeFor('image/avif,image/webp,*/*'), 'image/avif');
  t.equal(await typeFor('image/webp,*/*'), 'image/webp');
  t.equal(await typeFor('*/*'), 'image/jpeg');
  const whole = await fetchMedia(`${url}.jpg`);
  const etag = String(whole.headers.etag);
  t.notMatch(etag, asset.checksum.slice(0, 12), 'the checksum of the original is not public');
  for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
    t.equal((await fetchMedia(`${url}.jpg`, { 'if-none-match': tag })).statusCode, 304, tag);
  const part = await fetchMedia(`${url}.jpg`, { range: 'bytes=2-5' });
  t.equal(part.statusCode, 206);
  t.same(part.rawPayload, whole.rawPayload.subarray(2, 6));
  const end = await fetchMedia(`${url}.jpg`, { range: 'bytes=-3' });
  t.same(end.rawPayload, whole.rawPayload.subarray(-3));
  const all = await fetchMedia(`${url}.jpg`, { range: 'bytes=-999999' });
  t.equal(all.statusCode, 206);
  t.same(all.rawPayload, whole.rawPayload);
  for (const range of ['bytes=999999-', 'bytes=-0'])
    t.equal((await fetchMedia(`${url}.jpg`, { range })).statusCode, 416, range);
});

t.test('removes the alternative text of one language from an asset', async (t) => {
  const path = `/v1/assets/${await createAsset(request)}`;
  const patch = async (alt: object) => (await request('PATCH', path, { as: 'editor', body: { alt } })).body.alt;
  t.same(await patch({ en: 'A tram', de: 'Eine Bahn' }), { en: 'A tram', de: 'Eine Bahn' });
  t.same(await patch({ de: null }), { en: 'A tram' });
});

t.test('says that a file is missing in the storage, until the same bytes are uploaded again', async (t) => {
  const bytes = await halves(40, 20).png().toBuffer();
  const { body: asset } = await upload(bytes);
  await request('PATCH', `/v1/assets/${asset.id}`, { as: 'editor', body: { visibility: 'public' } });
  const file = join(mediaFolder, 'originals', asset.checksum.slice(0, 2), asset.checksum);
  await rm(file);
  const paths = [`/media/${asset.id}/w160.jpg`, `/v1/desk/assets/${asset.id}/file`];
  for (const path of paths)
    t.match(await request('GET', path, { as: 'editor' }), { status: 503, body: { code: 'unavailable' } }, path);
  t.equal((await upload(bytes)).status, 200);
  for (const path of paths)
    t.equal(
      (await app.inject({ url: path, headers: { authorization: `Bearer ${tokens.editor}` } })).statusCode,
      200,
      path,
    );
});

t.test('moves an asset to the remaining person of a merge, and back', async (t) => {
  const as = 'editor';
  const create = async (name: string) => (await request('POST', '/v1/people', { as, body: { name } })).body.id;
  const [ada, other] = [await create('Ada Quill'), await create('Adelheid Quill')];
  const [both, one] = [await createAsset(request), await createAsset(request)];
  await request('PATCH', `/v1/assets/${both}`, { as, body: { people: [ada, other], creator: ada } });
  await request('PATCH', `/v1/assets/${one}`, { as, body: { people: [ada] } });
  const peopleOf = async (id: string) => {
    const { people, creator } = (await request('GET', `/v1/assets/${id}`)).body;
    return [people.map((person: { id: string }) => person.id), creator?.id];
  };
  t.same(await peopleOf(both), [[ada, other], ada]);
  t.match(await request('DELETE', `/v1/people/${ada}`, { as }), {
    status: 409,
    body: { code: 'person-in-use', assets: 2 },
  });

  t.equal((await request('POST', `/v1/people/${ada}/merge`, { as, body: { into: other } })).status, 200);
  t.same(await peopleOf(both), [[other], other]);
  t.same(await peopleOf(one), [[other], undefined]);
  const found = (await request('GET', `/v1/assets?person=${ada}`)).body.data;
  t.same(
    found.map(({ id }: { id: string }) => id),
    [one, both],
  );

  t.equal((await request('POST', `/v1/people/${ada}/unmerge`, { as })).status, 200);
  t.same(await peopleOf(both), [[ada, other], ada]);
  t.same(await peopleOf(one), [[ada], undefined]);
  for (const id of [both, one]) await request('DELETE', `/v1/assets/${id}`, { as });
  t.equal((await request('DELETE', `/v1/people/${ada}`, { as })).status, 204);
});
