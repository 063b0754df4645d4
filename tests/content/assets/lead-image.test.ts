import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements } = await openNewsroom(t);

const image = (asset: string, texts: object = {}) => ({ leadImage: { asset, ...texts } });
const patchAsset = (id: string, body: object) => request('PATCH', `/v1/assets/${id}`, { as: 'editor', body });
const create = async (body: object) => {
  const {
    status,
    text,
    body: article,
  } = await request('POST', '/v1/articles', {
    as: 'editor',
    body: { headline: 'The harbour', ...body },
  });
  if (status !== 201) throw new Error(`${status} ${text}`);
  return article;
};
const publish = (id: string, body: object = {}) =>
  request('POST', `/v1/articles/${id}/publish`, { as: 'editor', body });
const patch = (id: string, body: object) => request('PATCH', `/v1/articles/${id}`, { as: 'editor', body });
const publicImage = async (id: string) => (await request('GET', `/v1/articles/${id}`)).body.leadImage;

t.test('shows an asset as the lead image, with its renditions and texts', async (t) => {
  const asset = await createAsset(request, 'draft');
  await patchAsset(asset, {
    alt: { de: 'Der Hafen', en: 'The harbour' },
    caption: 'The harbour at noon',
    credit: 'Ann Porter',
    focalPoint: { x: 0.25, y: 0.75 },
  });
  const { thumbhash } = (await request('GET', `/v1/desk/assets/${asset}`, { as: 'reader' })).body;
  const expected = {
    url: `/media/${asset}/w1200`,
    alt: 'The harbour',
    caption: 'The harbour at noon',
    credit: 'Ann Porter',
    asset,
    width: 60,
    height: 40,
    focalPoint: { x: 0.25, y: 0.75 },
    thumbhash,
    srcset: `/media/${asset}/w160 60w`,
  };
  const article = await create({ lang: 'en-GB', ...image(asset) });
  t.same(article.leadImage, expected);
  t.same((await request('GET', `/v1/desk/articles/${article.id}`, { as: 'reader' })).body.leadImage, expected);
  const { status } = await publish(article.id);
  t.equal(status, 200);
  t.same(await publicImage(article.id), expected);
  t.equal((await request('GET', `/v1/assets/${asset}`)).status, 200, 'the publication has made the asset public');
  const list = await request('GET', '/v1/articles?fields=leadImage');
  t.same(list.body.data, [{ leadImage: expected }]);
});

t.test('offers all widths up to that of the original', async (t) => {
  const asset = await createAsset(request);
  const article = await create(image(asset));
  await publish(article.id);
  const srcsetOf = async (width: number) => {
    await database.prisma.asset.update({ where: { id: asset }, data: { width } });
    const { body } = await request('GET', `/v1/desk/articles/${article.id}`, { as: 'reader' });
    return body.leadImage.srcset.replaceAll(`/media/${asset}/`, '');
  };
  t.equal(await srcsetOf(100), 'w160 100w');
  t.equal(await srcsetOf(480), 'w160 160w, w320 320w, w480 480w');
  t.equal(await srcsetOf(500), 'w160 160w, w320 320w, w480 480w, w640 500w');
  t.match(await srcsetOf(9_000), /, w1600 1600w, w2400 2400w$/);
});

t.test('prefers the texts of the use to those of the asset', async (t) => {
  const asset = await createAsset(request);
  await patchAsset(asset, { alt: { fr: 'Le port' }, caption: 'Asset caption', credit: 'Asset credit' });
  const texts = async (own: object) => {
    const { alt, caption, credit } = (await create({ lang: 'fr-CA', ...image(asset, own) })).leadImage;
    return [alt, caption, credit];
  };
  t.same(await texts({}), ['Le port', 'Asset caption', 'Asset credit']);
  t.same(await texts({ alt: 'A', caption: 'B', credit: 'C' }), ['A', 'B', 'C']);
  t.same(await texts({ alt: '', caption: '', credit: '' }), ['', null, null]);
  t.same(await texts({ alt: null, caption: null, credit: null }), ['Le port', 'Asset caption', 'Asset credit']);
});

t.test('takes the alternative text in the nearest language', async (t) => {
  const asset = await createAsset(request);
  const altIn = async (lang: string, alt: object) => {
    await patchAsset(asset, { alt: null });
    await patchAsset(asset, { alt });
    return (await create({ lang, ...image(asset) })).leadImage.alt;
  };
  t.equal(await altIn('de-AT', { de: 'German', 'de-AT': 'Austrian', en: 'English' }), 'Austrian');
  t.equal(await altIn('de-AT', { de: 'German', 'de-CH': 'Swiss', en: 'English' }), 'German');
  t.equal(await altIn('de', { 'de-CH': 'Swiss', ar: 'Arabic' }), 'Swiss');
  t.equal(await altIn('fr', { en: 'English', de: 'German' }), 'German');
  t.equal(await altIn('fr', {}), '');
});

t.test('refuses a lead image that is not one image', async (t) => {
  const asset = await createAsset(request);
  const refuse = async (leadImage: object) => {
    const { status, body } = await request('POST', '/v1/articles', {
      as: 'editor',
      body: { headline: 'A', leadImage },
    });
    return [status, body.errors[0].pointer, body.errors[0].detail];
  };
  const url = 'https://images.paper.example/a.jpg';
  const either =
    'must have either `asset` or `url`. To replace the one with the other in a merge patch, send null for the former.';
  t.same(await refuse({ asset, url, alt: '' }), [400, '/leadImage', either]);
  t.same(await refuse({ alt: '' }), [400, '/leadImage', either]);
  t.match(await refuse({ url }), [400, '/leadImage/alt', /^is required with `url`/]);
  t.match(await refuse({ asset: 'harbour' }), [400, '/leadImage/asset', /UUID/]);
  const unknownId = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1';
  t.same(await refuse({ asset: unknownId }), [422, '/leadImage/asset', `There is no asset "${unknownId}".`]);
  await database.prisma.asset.update({ where: { id: asset }, data: { kind: 'video' } });
  t.same(await refuse({ asset }), [
    422,
    '/leadImage/asset',
    `The asset "${asset}" is not an image. Its kind is \`video\`.`,
  ]);
});

t.test('replaces an address by an asset with a merge patch, and the other way round', async (t) => {
  const asset = await createAsset(request);
  const url = 'https://images.paper.example/a.jpg';
  const { id } = await create({ leadImage: { url, alt: 'A' } });
  t.equal((await patch(id, image(asset))).status, 400);
  t.match((await patch(id, image(asset, { url: null, alt: null }))).body.leadImage, { asset, alt: '' });
  t.match((await patch(id, { leadImage: { alt: 'B' } })).body.leadImage, { asset, alt: 'B' });
  const { body } = await patch(id, { leadImage: { asset: null, url } });
  t.same(body.leadImage, { caption: null, credit: null, url, alt: 'B' });
  t.equal((await patch(id, { leadImage: null })).body.leadImage, null);
});

t.test('withholds the image from every public response while its rights do not allow it', async (t) => {
  const asset = await createAsset(request, 'draft');
  const { id } = await create({ headline: 'The lighthouse', ...image(asset) });
  await publish(id);
  const { body: list } = await request('POST', '/v1/lists', {
    as: 'editor',
    body: { name: 'Front', size: 1, rule: { sort: '-publishedAt' }, published: true },
  });
  const feeds = ['rss', 'atom', 'json'].map((format) => `/v1/feeds/${format}`);
  const places = [
    `/v1/articles/${id}`,
    `/v1/articles/${id}?fields=leadImage`,
    '/v1/articles',
    '/v1/articles?include=related',
    '/v1/articles?q=lighthouse',
    `/v1/lists/${list.slug}`,
    ...feeds,
  ];
  const forms = ['application/ld+json', 'text/markdown', 'application/vnd.iptc.ninjs+json'];
  const shown = async () => {
    const shownAt = [];
    for (const place of places) if ((await request('GET', place)).text.includes(asset)) shownAt.push(place);
    for (const accept of forms)
      if ((await request('GET', `/v1/articles/${id}`, { headers: { accept } })).text.includes(asset))
        shownAt.push(accept);
    return shownAt;
  };
  const everywhere = [...places, ...forms];
  t.same(await shown(), everywhere);
  await patchAsset(asset, { availableUntil: new Date(Date.now() - 1).toISOString() });
  t.same(await shown(), []);
  t.equal(await publicImage(id), null);
  const desk = await request('GET', `/v1/desk/articles/${id}`, { as: 'reader' });
  t.equal(desk.body.leadImage.asset, asset, 'the desk still shows it');
  const preview = await request('POST', `/v1/articles/${id}/previews`, { as: 'editor', body: {} });
  const { pathname } = new URL(preview.body.url, 'http://localhost');
  t.equal((await request('GET', pathname)).body.leadImage, null);
  await patchAsset(asset, { availableUntil: null });
  t.same(await shown(), everywhere);
  t.equal((await request('GET', pathname)).body.leadImage.asset, asset);
});

t.test('reads an article with an asset with one statement', async (t) => {
  const asset = await createAsset(request);
  const { id } = await create(image(asset));
  await publish(id);
  for (const url of [`/v1/articles/${id}`, '/v1/articles?limit=50']) {
    statements();
    await request('GET', url);
    t.equal(statements().length, 1, url);
  }
});

t.test('lists the articles that show an asset, and does not delete it meanwhile', async (t) => {
  const asset = await createAsset(request);
  const other = await createAsset(request);
  const published = await create({ headline: 'Published', ...image(asset) });
  await publish(published.id);
  await patch(published.id, image(other));
  const draft = await create({ headline: 'Draft', ...image(asset) });
  const planned = await create({ headline: 'Planned', ...image(asset) });
  await request('POST', `/v1/articles/${planned.id}/schedule`, {
    as: 'editor',
    body: { at: new Date(Date.now() + 3_600_000).toISOString() },
  });
  await patch(planned.id, image(other));
  const usages = `/v1/assets/${asset}/usages`;
  const { body } = await request('GET', usages, { as: 'reader' });
  const usage = { fields: ['leadImage'], inDraft: false, inPublication: false, inSchedule: false };
  t.match(body.data, [
    { ...usage, id: planned.id, headline: 'Planned', status: 'scheduled', inSchedule: true },
    { ...usage, id: draft.id, headline: 'Draft', status: 'draft', inDraft: true },
    { ...usage, id: published.id, headline: 'Published', status: 'published', inPublication: true },
  ]);
  statements();
  await request('GET', usages, { as: 'reader' });
  t.equal(statements().filter((statement) => statement.includes('lead_asset_id')).length, 1);
  const first = await request('GET', `${usages}?limit=2&count=exact`, { as: 'reader' });
  t.equal(first.body.page.total, 3);
  const second = await request('GET', `${usages}?limit=2&after=${first.body.page.next}`, { as: 'reader' });
  t.same([...first.body.data, ...second.body.data], body.data);
  const refusal = await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' });
  t.match(refusal, { status: 409, body: { type: /asset-in-use/, articles: 3 } });
  for (const { id } of body.data) await request('DELETE', `/v1/articles/${id}`, { as: 'editor' });
  t.equal((await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' })).status, 409, 'the trash keeps it');
});

t.test('restores a revision whose asset was deleted only without the image', async (t) => {
  const asset = await createAsset(request);
  const { id } = await create(image(asset));
  await patch(id, { leadImage: null });
  t.equal((await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' })).status, 204);
  const revision = await request('GET', `/v1/articles/${id}/revisions/1`, { as: 'reader' });
  t.match(revision.body, { article: { leadImage: null }, missing: [{ field: 'leadImage', id: asset }] });
  const restore = (body: object) => request('POST', `/v1/articles/${id}/revisions/1/restore`, { as: 'editor', body });
  t.match(await restore({}), { status: 422, body: { errors: [{ pointer: '/leadImage/asset' }] } });
  t.match(await restore({ missing: 'drop' }), { status: 200, body: { leadImage: null } });
});

t.test('discards a change of the lead image, and restores an earlier one', async (t) => {
  const asset = await createAsset(request);
  const { id } = await create(image(asset, { caption: 'Own' }));
  await publish(id);
  await patch(id, { leadImage: null });
  const discarded = await request('POST', `/v1/articles/${id}/discard-changes`, { as: 'editor' });
  t.match(discarded.body.leadImage, { asset, caption: 'Own' });
  await patch(id, { leadImage: null });
  const restored = await request('POST', `/v1/articles/${id}/revisions/1/restore`, { as: 'editor', body: {} });
  t.match(restored.body.leadImage, { asset, caption: 'Own' });
});
