import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { pngOf } from '../../support/assets.js';
import { serveImages } from '../../support/image-server.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const article = (id: string, url: string) =>
  `${JSON.stringify({
    ...{
      externalIds: [{ source: 'paper', id }],
      headline: `Tram ${id} leaves`,
      slug: `tram-${id}`,
      body: '<p>At last.</p>',
    },
    leadImage: { url, alt: 'A tram' },
  })}\n`;

async function openWithMedia(test: Test, environment: Record<string, string> = {}) {
  const room = await openNewsroom(test, { environment: { MEDIA_DIR: temporaryFolder(test), ...environment } });
  const { request, newsroom } = room;
  return {
    ...room,
    send: (raw: string, query: string, as: 'importer' | 'admin' = 'importer') =>
      request('POST', `/v1/imports?${query}`, { as, raw, headers: { 'content-type': 'application/x-ndjson' } }),
    job: async (id: string) => (await request('GET', `/v1/imports/${id}`, { as: 'importer' })).body,
    items: async (id: string) => (await request('GET', `/v1/imports/${id}/items`, { as: 'importer' })).body.data,
    assets: async () => (await request('GET', '/v1/desk/assets', { as: 'editor' })).body.data,
    async work(signal = new AbortController().signal): Promise<void> {
      const queue = newsroom.queues.find(({ name }) => name === 'imports');
      while ((await queue?.work(signal)) === 'more' && !signal.aborted);
    },
  };
}

const { request, send, job, items, assets, work, database } = await openWithMedia(t, {
  ...{ MEDIA_ALLOW_PRIVATE: 'on', IMPORT_LEASE_SECONDS: '3' },
});

t.test('fetches the images of an import by HTTP, with the rights of its token', async (t) => {
  const { url, routes, requests } = await serveImages(t);
  routes.set('/one.png', await pngOf());
  const file = article('1', `${url}/one.png`) + article('2', `${url}/gone.png`);
  t.match(await send(file, 'media=all'), { status: 400, body: { errors: [{ parameter: 'media' }] } });

  const planned = (await send(file, 'media=fetch&dryRun=true')).body;
  await work();
  t.match(await job(planned.id), { status: 'done', media: 'fetch', dryRun: true, created: 2, failed: 0 });
  t.match(await items(planned.id), [{ dropped: [{ what: `image ${url}/one.png`, reason: 'image-to-fetch' }] }, {}]);
  t.same(requests, []);

  const { id } = (await send(file, 'media=fetch')).body;
  await work();
  t.match(await job(id), { status: 'done', media: 'fetch', total: 2, done: 2, created: 2 });
  t.match(await items(id), [
    { outcome: 'created', dropped: [] },
    {
      outcome: 'created',
      dropped: [
        {
          ...{ what: `image ${url}/gone.png`, reason: 'image-status' },
          detail: /^127\.0\.0\.1 responded with the status 404\./,
        },
      ],
    },
  ]);
  t.match(await assets(), [{ filename: 'one.png', alt: { en: 'A tram' } }]);
  const event = await database.prisma.event.findFirst({ where: { type: 'asset.created' } });
  t.match(event, { actor: 'The importer' });

  const { body: readOnly } = await request('POST', '/v1/tokens', {
    as: 'admin',
    body: { name: 'Reader of files', scopes: ['import', 'content:read'] },
  });
  const refused = await request('POST', '/v1/imports?media=fetch', {
    ...{ token: readOnly.token, raw: file, headers: { 'content-type': 'application/x-ndjson' } },
  });
  t.match(refused, { status: 403, body: { code: 'forbidden', detail: /content:write/ } });
});

t.test('refuses addresses in private networks, and imports the articles', async (t) => {
  const { url, requests } = await serveImages(t);
  const strict = await openWithMedia(t);
  const port = new URL(url).port;
  const addresses = [
    `${url}/a.png`,
    `http://localhost:${port}/a.png`,
    `http://[::1]:${port}/a.png`,
    'http://10.0.0.1/a.png',
  ];
  const { id } = (
    await strict.send(addresses.map((address, index) => article(`p${index}`, address)).join(''), 'media=fetch')
  ).body;
  await strict.work();
  for (const item of await strict.items(id))
    t.match(item, { outcome: 'created', dropped: [{ reason: 'image-refused-url' }] });
  t.same(requests, []);
  t.same(await strict.assets(), []);
});

t.test('continues after an interruption without fetching images again', async (t) => {
  const { url, routes, requests } = await serveImages(t);
  const paths = Array.from({ length: 20 }, (_, index) => `/${index}.png`);
  for (const path of paths) routes.set(path, await pngOf());
  const picture = await pngOf();
  const assetsBefore = (await assets()).length;
  const stop = new AbortController();
  routes.set('/19.png', () => setTimeout(() => stop.abort(), 300));
  const { id } = (await send(paths.map((path, index) => article(`r${index}`, `${url}${path}`)).join(''), 'media=fetch'))
    .body;
  await work(stop.signal);
  t.match(await job(id), { status: 'running', done: 0 });
  t.equal((await assets()).length, assetsBefore + 19);
  requests.length = 0;
  routes.set('/19.png', picture);
  await work();
  t.match(await job(id), { status: 'done', done: 20, created: 20 });
  t.same(requests, ['/19.png']);
});

t.test('ends downloads when an import is cancelled', async (t) => {
  const { url, routes, requests } = await serveImages(t);
  const closed = new Promise((resolve) => {
    routes.set('/slow.png', (_, response) => void response.once('close', resolve));
  });
  const { id } = (await send(article('c', `${url}/slow.png`), 'media=fetch')).body;
  const working = work();
  while (requests.length === 0) await sleep(10);
  t.equal((await request('POST', `/v1/imports/${id}/cancel`, { as: 'importer' })).status, 200);
  await working;
  await closed;
  t.match(await job(id), { status: 'cancelled', done: 0 });
});
