import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { importArticles, type MediaMode, type Mode, readArticles } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { pngOf } from '../../support/assets.js';
import { serveImages } from '../../support/image-server.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const environment = { MEDIA_DIR: temporaryFolder(t), MEDIA_ALLOW_PRIVATE: 'on', MEDIA_MAX_MB: '1' };
const { newsroom, request, database, sent } = await openNewsroom(t, { environment });
const { url, routes, requests } = await serveImages(t);

type Options = { media?: MediaMode; mode?: Mode; dryRun?: boolean };

async function importFile(file: string, { media = 'fetch', mode = 'upsert', dryRun = false }: Options = {}) {
  requests.length = 0;
  const { format, read } = await readArticles(Readable.from([Buffer.from(file)]), { source: null, name: null });
  return importArticles({
    ...{ newsroom, actor: systemActor, format, read },
    options: { mode, media, dryRun, keepAddresses: false },
  });
}

const article = (id: string, more: object) =>
  JSON.stringify({
    ...{ externalIds: [{ source: 'paper', id }], headline: `Tram ${id} leaves`, slug: `tram-${id}`, lang: 'pt-br' },
    ...{ status: 'published', publishedAt: '2024-07-07T18:00:00Z', body: '<p>At last.</p>', ...more },
  });
const desk = async (slug: string) => (await request('GET', `/v1/desk/articles/${slug}`, { as: 'editor' })).body;
const assetOf = async (id: string) => (await request('GET', `/v1/desk/assets/${id}`, { as: 'editor' })).body;
const countEvents = () => database.prisma.event.count();

t.test('stores the images of articles as assets, with their texts, and changes nothing the second time', async (t) => {
  for (const path of ['/lead.png', '/one.png', '/two.png']) routes.set(path, await pngOf());
  routes.set('/moved', (_, response) => void response.writeHead(302, { location: '/two.png' }).end());
  const file = article('1', {
    leadImage: { url: `${url}/lead.png`, alt: 'A tram', caption: 'The first tram.', credit: 'Ann Porter' },
    body: `<p>At last.</p><figure><img src="${url}/one.png#top" alt="A depot"><figcaption>The &amp; depot</figcaption></figure>
      <figure><img src='${url}/one.png'><img alt src=${url}/moved?a=1&amp;b=2></figure><!-- <img src="${url}/comment.png"> -->
      <p>Again, with <img src="${url}/lead.png" alt="The same">.</p>`,
  });
  t.match(await importFile(file), { created: 1, failed: [], dropped: [] });
  t.same(requests.toSorted(), ['/lead.png', '/moved', '/one.png', '/two.png'], 'each address is requested once');
  const { leadImage, body } = await desk('tram-1');
  t.match(leadImage, { asset: String, alt: 'A tram', caption: 'The first tram.', credit: 'Ann Porter' });
  t.match(await assetOf(leadImage.asset), {
    ...{ kind: 'image', filename: 'lead.png', source: `${url}/lead.png`, visibility: 'public', width: 60 },
    ...{ alt: { 'pt-BR': 'A tram' }, caption: 'The first tram.', credit: 'Ann Porter' },
  });
  const ids = Array.from(String(body).matchAll(/asset:([\da-f-]{36})/g), ([, id]) => id);
  t.equal(ids.length, 4);
  t.equal(ids[0], ids[1]);
  t.equal(ids[3], leadImage.asset);
  t.notMatch(body, /127\.0\.0\.1/);
  t.match(body, `<img src="asset:${ids[0]}" alt="A depot"><figcaption>The &amp; depot</figcaption>`);
  t.match(await assetOf(ids[0] ?? ''), { alt: { 'pt-BR': 'A depot' }, caption: 'The & depot' });
  const shown = await request('GET', '/v1/articles/tram-1');
  t.match(shown.body.leadImage, { url: /^\/media\//, alt: 'A tram', width: 60 });

  const events = await countEvents();
  for (const dryRun of [true, false]) {
    t.match(await importFile(file, { dryRun }), { unchanged: 1, updated: 0, dropped: [] });
    t.same(requests, [], 'nothing is downloaded again');
  }
  t.equal(await countEvents(), events, 'nothing was written');
});

t.test('reports each image that cannot be fetched, keeps its address, and tries again later', async (t) => {
  routes.set('/page.png', (_, response) => void response.end('<!doctype html><p>Sign in'));
  routes.set('/document.png', (_, response) => void response.end('%PDF-1.7\n'));
  routes.set('/broken.png', (await pngOf()).subarray(0, 60));
  routes.set('/large.png', Buffer.alloc(2 * 1024 * 1024));
  routes.set('/loop.png', (_, response) => void response.writeHead(302, { location: '/loop.png' }).end());
  routes.set('/fine.png', await pngOf());
  const names = ['gone', 'page', 'document', 'broken', 'large', 'loop', 'fine'];
  const file = article('2', {
    leadImage: { url: `${url}/missing.png`, alt: 'Missing' },
    body: names.map((name) => `<p><img src="${url}/${name}.png" alt="${name}"></p>`).join(''),
  });
  const report = await importFile(file);
  t.match(report, { created: 1, failed: [] });
  t.same(report.dropped.map(({ reason, count }) => [reason, count]).toSorted(), [
    ['image-redirect', 1],
    ['image-status', 2],
    ['image-too-large', 1],
    ['image-unreadable-file', 1],
    ['image-unsupported-file', 2],
  ]);
  const [status] = report.dropped.filter(({ reason }) => reason === 'image-status');
  t.match(status?.examples, [`line 1: image ${url}/gone.png`, `line 1: image ${url}/missing.png`]);
  t.match(status?.detail, /^127\.0\.0\.1 responded with the status 404\. The image keeps its address\./);
  const { leadImage, body } = await desk('tram-2');
  t.match(leadImage, { url: `${url}/missing.png`, alt: 'Missing' });
  t.match(body, `src="${url}/gone.png"`);
  t.match(body, /asset:[\da-f-]{36}" alt="fine"/);

  t.match(await importFile(file), { unchanged: 1, dropped: report.dropped }, 'the report is the same again');
  t.notOk(requests.includes('/fine.png'));
  routes.set('/missing.png', await pngOf());
  t.match(await importFile(file), { updated: 1 });
  t.match((await desk('tram-2')).leadImage, { asset: String, alt: 'Missing' });
});

t.test('tries again after temporary faults', async (t) => {
  const picture = await pngOf();
  const seen = { count: 0 };
  routes.set('/busy.png', (_, response) => {
    seen.count += 1;
    if (seen.count < 3) response.writeHead(503).end();
    else response.end(picture);
  });
  t.match(await importFile(article('3', { leadImage: { url: `${url}/busy.png`, alt: '' } })), {
    created: 1,
    dropped: [],
  });
  t.equal(seen.count, 3);
  t.match((await desk('tram-3')).leadImage, { asset: String });
});

t.test('reports images without a complete web address', async (t) => {
  const report = await importFile(article('11', { body: '<p>At last. <img src="images/tram.png" alt="A tram"></p>' }));
  t.match(report, {
    created: 1,
    dropped: [{ reason: 'image-not-a-web-address', examples: ['line 1: image images/tram.png'] }],
  });
  t.match((await desk('tram-11')).body, 'src="images/tram.png"');
});

t.test('uses one asset for the same bytes at several addresses, and keeps its description', async (t) => {
  const picture = await pngOf();
  for (const path of ['/same-1.png', '/same-2.png']) routes.set(path, picture);
  await importFile(article('4', { leadImage: { url: `${url}/same-1.png`, alt: 'First', caption: 'First' } }));
  await importFile(article('5', { leadImage: { url: `${url}/same-2.png`, alt: 'Second', caption: 'Second' } }));
  const [first, second] = [(await desk('tram-4')).leadImage, (await desk('tram-5')).leadImage];
  t.equal(first.asset, second.asset);
  t.match(second, { alt: 'Second', caption: 'Second' });
  t.match(await assetOf(first.asset), { caption: 'First' });
});

t.test('fetches an image again after its asset was deleted', async (t) => {
  routes.set('/deleted.png', await pngOf());
  const file = article('6', { leadImage: { url: `${url}/deleted.png`, alt: '' } });
  await importFile(file);
  const { leadImage, id } = await desk('tram-6');
  await request('PATCH', `/v1/articles/${id}`, { as: 'admin', body: { leadImage: null } });
  await request('POST', `/v1/articles/${id}/publish`, { as: 'admin' });
  t.equal((await request('DELETE', `/v1/assets/${leadImage.asset}`, { as: 'admin' })).status, 204);
  t.match(await importFile(file), { updated: 1, dropped: [] });
  t.same(requests, ['/deleted.png']);
  t.match((await desk('tram-6')).leadImage, { asset: String });
});

t.test('downloads nothing in a dry run, and says what it would fetch', async (t) => {
  routes.set('/planned.png', await pngOf());
  const file = article('7', {
    leadImage: { url: `${url}/planned.png`, alt: '' },
    body: `<p><img src="${url}/planned.png"></p>`,
  });
  const planned = await importFile(file, { dryRun: true });
  t.match(planned, { created: 1, failed: [], dropped: [{ reason: 'image-to-fetch', count: 1 }] });
  t.same(requests, []);
  t.match(await importFile(file, { media: 'keep' }), { created: 1, dropped: [] });
  t.same(requests, []);
  t.match((await desk('tram-7')).leadImage, { url: `${url}/planned.png` });
  t.match(await importFile(file, { dryRun: true }), { updated: 1 }, 'the images would become assets');
  t.match(await importFile(file), { updated: 1, dropped: [] });
  t.match(await importFile(file, { dryRun: true }), { unchanged: 1, dropped: [] });
});

t.test('fetches no images for articles that it does not write', async (t) => {
  routes.set('/unused.png', await pngOf());
  await importFile(article('8', {}));
  const file = article('8', { leadImage: { url: `${url}/unused.png`, alt: '' } });
  t.match(await importFile(file, { mode: 'skip' }), { alreadyPresent: 1 });
  t.match(await importFile(file, { mode: 'create' }), { failed: [{ reason: 'already-here' }] });
  await request('DELETE', `/v1/articles/${(await desk('tram-8')).id}`, { as: 'admin' });
  t.match(await importFile(file), { skipped: [{ reason: 'in-the-trash' }] });
  t.same(requests, []);
});

t.test('leaves images out when asked to, with their captions, and says so', async (t) => {
  const file = article('9', {
    leadImage: { url: `${url}/lead.png`, alt: '' },
    body: `<p>At last.</p><figure><img src="${url}/one.png"><figcaption>The depot</figcaption></figure><p>Then.</p>`,
  });
  const report = await importFile(file, { media: 'skip' });
  t.match(report, { created: 1, dropped: [{ reason: 'image-skipped', count: 1, examples: ['line 1: 2 images'] }] });
  t.equal(report.dropped.length, 1);
  t.same(requests, []);
  const { leadImage, body } = await desk('tram-9');
  t.equal(leadImage, null);
  t.equal(body, '<p>At last.</p><p>Then.</p>');
  t.match(await importFile(file, { media: 'skip' }), { unchanged: 1, dropped: report.dropped });
});

t.test('leaves out all images of an article, however many it has', async (t) => {
  const body = `<p>At last.</p>${`<p><img src="${url}/many.png"></p>`.repeat(700)}`;
  const report = await importFile(article('12', { body }), { media: 'skip' });
  t.match(report, { created: 1, failed: [], dropped: [{ reason: 'image-skipped', examples: ['line 1: 700 images'] }] });
  t.equal((await desk('tram-12')).body, '<p>At last.</p>');
});

t.test('keeps the addresses of images beyond the number that a body can show', async (t) => {
  routes.set('/many.png', await pngOf());
  const body = `<p><img src="${url}/many.png"></p>`.repeat(703);
  const report = await importFile(article('10', { body }));
  t.match(report, {
    created: 1,
    failed: [],
    dropped: [{ reason: 'too-many-images', examples: ['line 1: 503 more images'] }],
  });
  t.equal((await desk('tram-10')).body.match(/asset:/g).length, 200);
  t.match(await importFile(article('10', { body })), { unchanged: 1 });
});

t.test('does not wait for a slow server before it fetches from others, and uses few statements', async (t) => {
  const releases: (() => void)[] = [];
  const picture = await pngOf();
  routes.set('/slow.png', (_, response) => void releases.push(() => response.end(picture)));
  const fast = Array.from({ length: 12 }, (_, index) => `/fast-${index}.png`);
  for (const path of fast) routes.set(path, await pngOf());
  const other = url.replace('127.0.0.1', 'localhost');
  const lines = [article('slow', { leadImage: { url: `${other}/slow.png`, alt: '' } })];
  for (const [index, path] of fast.entries())
    lines.push(article(`fast-${index}`, { leadImage: { url: `${url}${path}`, alt: '' } }));
  const pending = importFile(lines.join('\n'));
  while (fast.some((path) => !requests.includes(path)) || releases.length === 0) await sleep(10);
  for (const release of releases) release();
  t.match(await pending, { created: 13, dropped: [] });

  const statementsFor = async (file: string) => {
    sent();
    await importFile(file);
    return sent().length;
  };
  const few = await statementsFor(lines.slice(0, 2).join('\n'));
  t.equal(await statementsFor(lines.join('\n')), few, 'their number does not depend on the number of images');
});
