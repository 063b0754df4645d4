import t from 'tap';
import { createAsset, newUpload } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { copyArticles, exportArticles, importArticleFile } from '../../support/newsroom-files.js';

// One database is enough: the statements of this file are tested with both in tests/content/assets.
const publicUrl = "https://api.paper.example/o'hara";
const from = await openNewsroom(t, { environment: { PUBLIC_URL: publicUrl } });
const { request } = from;

const asset = await createAsset(request);
await request('PATCH', `/v1/assets/${asset}`, {
  as: 'editor',
  body: { alt: { en: 'A tram' }, caption: 'The first tram', credit: 'Ann Porter' },
});
const { body: article } = await request('POST', '/v1/articles', {
  as: 'editor',
  body: { headline: 'Trams return', leadImage: { asset, caption: 'Own caption' } },
});
await request('POST', `/v1/articles/${article.id}/publish`, { as: 'editor', body: {} });
const imageIn = async (newsroom: typeof from) =>
  (await newsroom.request('GET', '/v1/articles/trams-return')).body.leadImage;

t.test('gives the address of an asset with the public address of the server', async (t) => {
  const { url, srcset } = await imageIn(from);
  t.equal(url, `${publicUrl}/media/${asset}/w1200`);
  t.equal(srcset, `${publicUrl}/media/${asset}/w160 60w`);
});

t.test('leaves an article with an asset unchanged when its own export is imported', async (t) => {
  const before = await imageIn(from);
  const file = await exportArticles(from);
  t.match(JSON.parse(file), {
    leadImage: { asset, alt: 'A tram', texts: { alt: null, caption: 'Own caption', credit: null } },
  });
  t.match(await importArticleFile(from, file), { created: 0, updated: 0, unchanged: 1, failed: [], dropped: [] });
  t.same(await imageIn(from), before);
  const changed = { ...JSON.parse(file), leadImage: null };
  t.match(await importArticleFile(from, JSON.stringify(changed)), { updated: 1 });
  t.equal(await imageIn(from), null);
  t.match(await importArticleFile(from, file), { updated: 1 });
  t.same(await imageIn(from), before);
});

t.test('exports only the id of an asset that is withheld, so that an import does not lose it', async (t) => {
  const setEnd = (availableUntil: string | null) =>
    request('PATCH', `/v1/assets/${asset}`, { as: 'editor', body: { availableUntil } });
  await setEnd(new Date(Date.now() - 1).toISOString());
  const file = await exportArticles(from);
  t.same(JSON.parse(file).leadImage, { asset, texts: { alt: null, caption: 'Own caption', credit: null } });
  t.match(await importArticleFile(from, file), { updated: 0, unchanged: 1, failed: [], dropped: [] });
  await setEnd(null);
  t.match(await imageIn(from), { asset, caption: 'Own caption' });
});

t.test('keeps the address of an asset that another newsroom does not have', async (t) => {
  const to = await openNewsroom(t);
  await copyArticles(from, to);
  t.same(await imageIn(to), {
    url: `https://api.paper.example/o'hara/media/${asset}/w1200`,
    alt: 'A tram',
    caption: 'Own caption',
    credit: 'Ann Porter',
  });
});

t.test('reports an asset that is unknown and has no address', async (t) => {
  const to = await openNewsroom(t);
  const line = {
    id: article.id,
    slug: 'trams-return',
    headline: 'Trams return',
    body: '<p>The trams run again.</p>',
    bodyFormat: 'html',
    status: 'draft',
    leadImage: { url: `/media/${asset}/w1200`, alt: 'A tram', asset },
  };
  t.match(await importArticleFile(to, `${JSON.stringify(line)}\n`), {
    created: 1,
    dropped: [{ reason: 'unknown-asset' }],
  });
});

const showing = (ids: readonly string[]) =>
  `<p>Text</p>${ids.map((id) => `<figure data-assets=""><img src="asset:${id}"><figcaption>Own</figcaption></figure>`).join('')}`;

const to = await openNewsroom(t);

t.test('exports the references to assets in a body, and imports them again', async (t) => {
  const asset = await createAsset(to.request);
  const as = 'editor';
  const { body: shown } = await to.request('POST', '/v1/articles', {
    as,
    body: { headline: 'Trams', body: showing([asset]) },
  });
  await to.request('POST', `/v1/articles/${shown.id}/publish`, { as, body: {} });
  await to.request('PATCH', `/v1/assets/${asset}`, { as, body: { availableUntil: '2020-01-01T00:00:00Z' } });
  const file = await exportArticles(to);
  t.equal(JSON.parse(file).body, showing([asset]), 'also while the asset is withheld');
  t.match(await importArticleFile(to, file), { unchanged: 1, failed: [], dropped: [] });
  const changed = JSON.stringify({ ...JSON.parse(file), body: '<p>Text</p>' });
  t.match(await importArticleFile(to, changed), { updated: 1 });
  const usages = `/v1/assets/${asset}/usages`;
  t.same((await to.request('GET', usages, { as })).body.data, []);
  t.match(await importArticleFile(to, file), { updated: 1, dropped: [] });
  t.equal((await to.request('GET', `/v1/desk/articles/${shown.id}`, { as })).body.body, showing([asset]));
  t.match((await to.request('GET', usages, { as })).body.data, [
    { fields: ['body'], inDraft: true, inPublication: true },
  ]);
});

t.test(
  'reports the assets in a body that another newsroom does not have, and imports them when it has them',
  async (t) => {
    const known = await createAsset(to.request);
    const line = `${JSON.stringify({
      id: article.id,
      slug: 'bodies',
      headline: 'Bodies',
      body: showing([asset, known]),
      bodyFormat: 'html',
      status: 'draft',
    })}\n`;
    t.match(await importArticleFile(to, line), {
      created: 1,
      failed: [],
      dropped: [{ reason: 'unknown-asset', examples: [new RegExp(`image of the asset ${asset}`)] }],
    });
    const read = async () => (await to.request('GET', '/v1/desk/articles/bodies', { as: 'editor' })).body.body;
    t.equal(await read(), showing([known]));
    t.match(await importArticleFile(to, line), { unchanged: 1 });
    const other = await createAsset(to.request);
    await to.database.prisma.asset.update({ where: { id: other }, data: { id: asset } });
    t.match(await importArticleFile(to, line), { updated: 1, dropped: [] });
    t.equal(await read(), showing([asset, known]));
  },
);

t.test('finds the assets of another newsroom by the checksums of their files', async (t) => {
  const [one, other] = [await openNewsroom(t), await openNewsroom(t)];
  const as = 'editor';
  const files = [await newUpload(), await newUpload(), await newUpload()];
  const upload = async ({ request }: typeof from): Promise<string[]> => {
    const ids: string[] = [];
    for (const { path, ...content } of files)
      ids.push((await request('POST', path, { as: 'admin', ...content })).body.id);
    return ids;
  };
  const [lead, first, second] = (await upload(one)) as [string, string, string];
  const { body: story } = await one.request('POST', '/v1/articles', {
    as,
    body: {
      headline: 'Galleries',
      leadImage: { asset: lead, caption: 'Own caption' },
      body: `<figure><img src="asset:${first}" alt="asset:${first}"><img src="asset:${second}"></figure><p>Write src="asset:${first}" for an image.</p>`,
    },
  });
  await one.request('POST', `/v1/articles/${story.id}/publish`, { as, body: {} });
  const file = await exportArticles(one);
  t.match(await importArticleFile(other, file), { created: 1, dropped: [{ reason: 'unknown-asset' }] });
  const idsThere = await upload(other);
  for (const outcome of ['updated', 'unchanged'])
    t.match(await importArticleFile(other, file), { [outcome]: 1, failed: [], skipped: [], dropped: [] });
  const desk = async ({ request }: typeof from) => (await request('GET', '/v1/desk/articles/galleries', { as })).body;
  const [leadThere, firstThere, secondThere] = idsThere;
  const copy = await desk(other);
  t.equal(
    copy.body,
    `<figure data-assets=""><img src="asset:${firstThere}" alt="asset:${first}"><img src="asset:${secondThere}"></figure><p>Write src="asset:${first}" for an image.</p>`,
    'texts that look like references stay as they are',
  );
  t.match(copy.leadImage, { asset: leadThere, caption: 'Own caption' });
  t.match(
    await importArticleFile(one, await exportArticles(other)),
    { unchanged: 1, failed: [], dropped: [] },
    'and the copy changes nothing in the original newsroom',
  );
});

t.test('ignores checksums that are none, and refuses a line whose checksums are no texts', async (t) => {
  const known = await createAsset(to.request);
  const line = (assets: unknown) =>
    `${JSON.stringify({ id: 'x', headline: 'X', body: showing([known]), bodyFormat: 'html', status: 'draft', assets })}\n`;
  const hostile = { __proto__: null, [known]: '../'.repeat(20), '../etc': 'a'.repeat(64), '': '' };
  t.match(await importArticleFile(to, line(hostile)), { created: 1, failed: [], dropped: [] });
  t.match(await importArticleFile(to, line({ [known]: 7 })), { created: 0, failed: [{ reason: 'wrong-type' }] });
});
