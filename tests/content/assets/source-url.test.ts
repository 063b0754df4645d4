import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type RequestListener, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { pngOf } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

// One database is enough: it does not fetch files, and uploads.test.ts stores files in both.
const folder = temporaryFolder(t);
const environment = { MEDIA_DIR: folder, MEDIA_MAX_MB: '2', MEDIA_ALLOW_PRIVATE: 'on' };
const { request, app, tokens } = await openNewsroom(t, { environment });
const fetchAsset = (body: object, headers: Record<string, string> = {}) =>
  request('POST', '/v1/assets', { as: 'admin', body, headers });

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function storedFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

t.test('fetches a file and stores it with what its address, its metadata and the request say', async (t) => {
  const picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#123456' } })
    .jpeg()
    .withExif({ IFD0: { Artist: 'Ann Porter', ImageDescription: 'The first tram' } })
    .toBuffer();
  const url = await serve(t, (request, response) => {
    if (request.url?.startsWith('/old')) response.writeHead(302, { location: '/photos/tram%20one.jpg?size=l' }).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(picture);
  });
  const first = await fetchAsset({ sourceUrl: `${url}/old?key=secret#top`, place: 'Alderhaven', tags: ['Trams'] });
  t.equal(first.status, 201);
  t.equal(first.headers.location, `/v1/desk/assets/${first.body.id}`);
  t.match(first.body, {
    ...{ kind: 'image', mediaType: 'image/jpeg', bytes: picture.length, width: 90, visibility: 'draft', version: 1 },
    ...{ filename: 'tram one.jpg', source: `${url}/old`, caption: 'The first tram', credit: 'Ann Porter' },
    ...{ place: 'Alderhaven', tags: ['Trams'] },
  });
  const again = await fetchAsset({ sourceUrl: `${url}/other.jpg`, caption: 'Another caption' });
  t.equal(again.status, 200);
  t.same(again.body, first.body, 'the same bytes are the same asset, which stays as it is');
});

t.test('prefers what the request says about a fetched file, and finds the people whom it names', async (t) => {
  const picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#654321' } })
    .jpeg()
    .withExif({ IFD0: { Artist: 'Ann Porter', ImageDescription: 'The first tram' } })
    .toBuffer();
  const url = await serve(t, (_, response) => response.end(picture));
  const { body: person } = await request('POST', '/v1/people', { as: 'admin', body: { name: 'Bea Quill' } });
  await request('POST', '/v1/people', { as: 'admin', body: { name: 'Ann Porter' } });
  const description = {
    ...{ caption: null, credit: 'Bea Quill/Agency', source: 'Agency', filename: '../../a/bea.jpg', licence: 'CC0' },
    ...{ alt: { en: 'A tram' }, takenAt: '2017-07', focalPoint: { x: 0.1, y: 0.2 }, territories: ['de'] },
    ...{ creator: person.slug, people: [person.id], availableUntil: '2040-01-01T00:00:00Z' },
  };
  const sourceUrl = `${url}/`;
  const { status, body } = await fetchAsset({ sourceUrl, ...description });
  t.equal(status, 201);
  t.match(body, {
    ...{ ...description, filename: 'bea.jpg', territories: ['DE'], availableUntil: '2040-01-01T00:00:00.000Z' },
    ...{ creator: { id: person.id }, people: [{ id: person.id }] },
  });
  t.same((await request('GET', '/v1/desk/assets?q=quill', { as: 'reader' })).body.data, [body]);
});

t.test('refuses wrong descriptions and addresses before it fetches anything', async (t) => {
  let requests = 0;
  const url = await serve(t, (_, response) => {
    requests += 1;
    response.end();
  });
  const cases: [object, string][] = [
    [{}, '/sourceUrl'],
    [{ sourceUrl: 7 }, '/sourceUrl'],
    [{ sourceUrl: 'tram.jpg' }, '/sourceUrl'],
    [{ sourceUrl: 'ftp://127.0.0.1/tram.jpg' }, '/sourceUrl'],
    [{ sourceUrl: 'file:///etc/passwd' }, '/sourceUrl'],
    [{ sourceUrl: url.replace('//', '//user:pw@') }, '/sourceUrl'],
    [{ sourceUrl: url, visibility: 'public' }, '/visibility'],
    [{ sourceUrl: url, tags: [7] }, '/tags/0'],
    [{ sourceUrl: url, availableFrom: '2040-01-02', availableUntil: '2040-01-01' }, '/availableFrom'],
  ];
  for (const [body, pointer] of cases)
    t.match(
      await fetchAsset(body),
      { status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } },
      JSON.stringify(body),
    );
  t.equal((await request('POST', '/v1/assets', { as: 'reader', body: { sourceUrl: url } })).status, 403);
  t.equal(requests, 0);
});

t.test('says what the other server did wrong, and keeps nothing', async (t) => {
  const before = await storedFiles();
  const url = await serve(t, ({ url = '' }, response) => {
    if (url === '/svg') response.end('<svg xmlns="http://www.w3.org/2000/svg"/>');
    else if (url === '/page') response.end('<!doctype html><p>Not found');
    else if (url === '/empty') response.end();
    else if (url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (url === '/large') response.end(Buffer.alloc(3 * 1024 * 1024));
    else if (url === '/short') response.writeHead(200, { 'content-length': 100 }).write('x', () => response.destroy());
    else if (url === '/zipped') response.writeHead(200, { 'content-encoding': 'br' }).end('x');
    else if (url === '/pdf') response.end('%PDF-1.7\n');
    else response.writeHead(Number(url.slice(1))).end();
  });
  const unavailable = (detail: RegExp) => ({ status: 422, body: { code: 'source-unavailable', detail } });
  const cases: [string, object][] = [
    ['/404', unavailable(/^127\.0\.0\.1 responded with the status 404\.$/)],
    ['/503', unavailable(/status 503/)],
    ['/204', unavailable(/status 204/)],
    ['/loop', unavailable(/more than 5 redirects/)],
    ['/short', unavailable(/connection was lost/)],
    ['/zipped', unavailable(/Content-Encoding/)],
    ['/large', { status: 413, body: { code: 'too-large' } }],
    ['/empty', { status: 400, body: { errors: [{ code: 'empty-body' }] } }],
    ['/svg', { status: 415, body: { code: 'unsupported-file' } }],
    ['/page', { status: 415, body: { code: 'unsupported-file' } }],
  ];
  for (const [path, expected] of cases) t.match(await fetchAsset({ sourceUrl: url + path }), expected, path);
  const focused = await fetchAsset({ sourceUrl: `${url}/pdf`, focalPoint: { x: 0, y: 0 } });
  t.match(focused, { status: 422, body: { code: 'not-an-image' } });
  const unknown = await fetchAsset({ sourceUrl: `${url}/pdf`, creator: 'nobody' }, { 'idempotency-key': 'unknown-1' });
  t.match(unknown, { status: 422, body: { code: 'unknown-reference', errors: [{ pointer: '/creator' }] } });
  t.match(await fetchAsset({ sourceUrl: 'http://127.0.0.1:1/' }), unavailable(/connection was refused/));
  t.same(await storedFiles(), before);
});

t.test('fetches a file once for an idempotency key', async (t) => {
  let requests = 0;
  const url = await serve(t, async (_, response) => {
    requests += 1;
    response.end(await pngOf());
  });
  const headers = { 'idempotency-key': 'fetch-1' };
  const first = await fetchAsset({ sourceUrl: url }, headers);
  const again = await fetchAsset({ sourceUrl: url }, headers);
  t.equal(first.status, 201);
  t.same([again.status, again.body, again.headers['idempotency-replayed']], [201, first.body, 'true']);
  t.equal((await fetchAsset({ sourceUrl: `${url}/other` }, headers)).status, 422);
  t.equal(requests, 1);
});

t.test('stops fetching when the client has gone', async (t) => {
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  let isClosed: Promise<unknown> = Promise.resolve();
  const url = await serve(t, (_, response) => {
    isClosed = once(response, 'close');
    response.write('x');
    hasBegun();
  });
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' };
  const outgoing = send({ port, path: '/v1/assets', method: 'POST', headers });
  outgoing.on('error', () => {});
  outgoing.end(JSON.stringify({ sourceUrl: url }));
  await begun;
  outgoing.destroy();
  await isClosed;
  t.pass('the connection to the other server is closed');
});

t.test('reaches neither private addresses nor http without the setting', async (t) => {
  let requests = 0;
  const url = await serve(t, (_, response) => {
    requests += 1;
    response.end();
  });
  const { port } = new URL(url);
  const { request } = await openNewsroom(t);
  const refuse = async (sourceUrl: string, expected: object) =>
    t.match(await request('POST', '/v1/assets', { as: 'admin', body: { sourceUrl } }), expected, sourceUrl);
  const refused = (code: string) => ({ status: 400, body: { errors: [{ pointer: '/sourceUrl', code }] } });
  await refuse(url, refused('https-only'));
  for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:169.254.169.254]', '10.0.0.1'])
    await refuse(`https://${host}:${port}/`, refused('private-address'));
  await refuse(`https://localhost:${port}/`, {
    status: 422,
    body: { code: 'source-unavailable', detail: 'The host name resolves to an address outside the public internet.' },
  });
  t.equal(requests, 0);
});
