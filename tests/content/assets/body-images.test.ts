import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements } = await openNewsroom(t);

const img = (id: string, alt?: string) => `<img src="asset:${id}"${alt === undefined ? '' : ` alt="${alt}"`}>`;
const figure = (inner: string) => `<figure>${inner}</figure>`;
const stored = (inner: string) => `<figure data-assets="">${inner}</figure>`;
const patchAsset = (id: string, body: object) => request('PATCH', `/v1/assets/${id}`, { as: 'editor', body });
const send = (body: object) =>
  request('POST', '/v1/articles', { as: 'editor', body: { headline: 'The harbour', ...body } });
const create = async (body: object) => {
  const { status, text, body: article } = await send(body);
  if (status !== 201) throw new Error(`${status} ${text}`);
  return article;
};
const publish = (id: string) => request('POST', `/v1/articles/${id}/publish`, { as: 'editor', body: {} });
const patch = (id: string, body: object) => request('PATCH', `/v1/articles/${id}`, { as: 'editor', body });
const desk = async (id: string, query = '') =>
  (await request('GET', `/v1/desk/articles/${id}${query}`, { as: 'reader' })).body;
const publicBody = async (id: string, query = '') => (await request('GET', `/v1/articles/${id}${query}`)).body.body;

/** Publishes an article with a body, and returns what readers see of it. */
const show = async (body: string, fields: object = {}) => {
  const { id } = await create({ body, ...fields });
  await publish(id);
  return publicBody(id);
};

/** Returns the image that readers see of an asset 60 pixels wide. */
const shownImg = (id: string, alt: string) =>
  `<img src="/media/${id}/w1200" alt="${alt}" srcset="/media/${id}/w160 60w" sizes="auto" width="60" height="40" loading="lazy">`;

const describe = async (texts: object = {}) => {
  const asset = await createAsset(request);
  await patchAsset(asset, {
    alt: { en: 'The harbour', de: 'Der Hafen' },
    caption: 'At noon',
    credit: 'Ann Porter',
    ...texts,
  });
  return asset;
};

t.test('shows an asset in a body with its renditions, its texts and its credit', async (t) => {
  const asset = await createAsset(request, 'draft');
  await patchAsset(asset, {
    alt: { de: 'Der Hafen', en: 'The <b> "harbour"' },
    caption: 'At noon & later',
    credit: 'Ann Porter',
  });
  const body = `<p>Before</p>${figure(img(asset))}<p>After</p>`;
  const article = await create({ lang: 'en-GB', body });
  const editable = `<p>Before</p>${stored(img(asset))}<p>After</p>`;
  t.equal(article.body, editable);
  t.equal((await desk(article.id)).body, editable);
  await publish(article.id);
  const caption = '<figcaption>At noon &amp; later <small>Ann Porter</small></figcaption>';
  const image = shownImg(asset, 'The &lt;b&gt; &quot;harbour&quot;');
  t.equal(await publicBody(article.id), `<p>Before</p>${stored(image + caption)}<p>After</p>`);
  t.equal((await request('GET', `/v1/assets/${asset}`)).status, 200, 'the publication has made the asset public');
  t.same((await request('GET', '/v1/articles?include=body&fields=body&limit=1')).body.data, [
    { body: await publicBody(article.id) },
  ]);
});

t.test('offers the same renditions as a lead image', async (t) => {
  const asset = await describe();
  const { id } = await create({ body: figure(img(asset)), leadImage: { asset } });
  await publish(id);
  for (const width of [100, 480, 500, 9_000]) {
    await database.prisma.asset.update({ where: { id: asset }, data: { width } });
    await patchAsset(asset, { place: `Width ${width}` });
    const { leadImage, body } = (await request('GET', `/v1/articles/${id}`)).body;
    t.match(body, `<img src="${leadImage.url}"`);
    t.match(body, `srcset="${leadImage.srcset}"`);
  }
});

t.test('prefers the texts of the use, and shows the credit unless the caption has it', async (t) => {
  const asset = await describe();
  const shown = async (inner: string, lang = 'en') =>
    (await show(figure(inner), { lang })).replace(/^.*?alt="(.*?)".*?>(?=<f|<\/f)/s, '$1 ').replace('</figure>', '');
  t.equal(await shown(img(asset), 'de-AT'), 'Der Hafen <figcaption>At noon <small>Ann Porter</small></figcaption>');
  t.equal(await shown(img(asset, 'Own')), 'Own <figcaption>At noon <small>Ann Porter</small></figcaption>');
  t.equal(await shown(img(asset, '')), ' <figcaption>At noon <small>Ann Porter</small></figcaption>');
  t.equal(
    await shown(`${img(asset)}<figcaption lang="fr">Le <em>port</em></figcaption>`),
    'The harbour <figcaption lang="fr">Le <em>port</em> <small>Ann Porter</small></figcaption>',
  );
  t.equal(
    await shown(`${img(asset)}<figcaption>By Ann Porter</figcaption>`),
    'The harbour <figcaption>By Ann Porter</figcaption>',
  );
  t.equal(await shown(`${img(asset)}<figcaption></figcaption>`), 'The harbour ', 'an empty caption means none');
  const plain = await describe({ caption: null, credit: null });
  t.equal(await shown(img(plain)), 'The harbour ');
});

t.test('shows several images in one figure as a gallery', async (t) => {
  const first = await describe();
  const second = await describe({ caption: 'At night' });
  const own = '<figcaption>Two harbours</figcaption>';
  const images = shownImg(first, 'The harbour') + shownImg(second, 'The harbour');
  t.equal(
    await show(figure(img(first) + img(second))),
    stored(`${images}<figcaption>At noon At night <small>Ann Porter</small></figcaption>`),
  );
  const { id } = await create({ body: figure(img(first) + img(second) + own) });
  await publish(id);
  t.equal(await publicBody(id), stored(`${images}<figcaption>Two harbours <small>Ann Porter</small></figcaption>`));
  await patchAsset(first, { availableUntil: new Date(Date.now() - 1).toISOString() });
  t.match(await publicBody(id), stored(`${shownImg(second, 'The harbour')}<figcaption>Two harbours`).slice(0, 60));
  t.notMatch(await publicBody(id), first);
  await patchAsset(second, { availableUntil: new Date(Date.now() - 1).toISOString() });
  t.equal(await publicBody(id), '');
});

t.test('reads Markdown, in which a title is the caption, and gives it back', async (t) => {
  const asset = await describe();
  const markdown = `![Own](asset:${asset} "The caption")\n\n![](asset:${asset})\n`;
  const { id, body } = await create({ body: markdown, bodyFormat: 'markdown' });
  t.equal(body, `${stored(`${img(asset, 'Own')}<figcaption>The caption</figcaption>`)}\n${stored(img(asset))}`);
  t.equal((await desk(id, '?bodyFormat=markdown')).body, markdown);
  await publish(id);
  t.equal(
    await publicBody(id, '?bodyFormat=markdown'),
    `![Own](/media/${asset}/w1200)\n\nThe caption <small>Ann Porter</small>\n\n![The harbour](/media/${asset}/w1200)\n\nAt noon <small>Ann Porter</small>\n`,
  );
});

t.test('keeps the editable body when it is sent back unchanged', async (t) => {
  const asset = await describe();
  const body = `<p>One</p>${figure(`${img(asset, 'a')}<figcaption>b</figcaption>`)}`;
  const { id } = await create({ body });
  const read = await desk(id);
  const { status, body: written } = await request('PUT', `/v1/articles/${id}`, {
    as: 'editor',
    body: { headline: read.headline, body: read.body },
  });
  t.equal(status, 200);
  t.match(written, { revision: 1, body: read.body }, 'nothing has changed');
});

t.test('refuses assets that do not exist, are not images or are too many', async (t) => {
  const asset = await createAsset(request);
  const unknownId = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1';
  const refuse = async (body: string, id?: string) => {
    const { status, body: problem } = id === undefined ? await send({ body }) : await patch(id, { body });
    return [
      status,
      problem.errors?.map(({ pointer, code, detail }: Record<string, string>) => [pointer, code, detail]),
    ];
  };
  const unknown = [422, [['/body', 'unknown-asset', `There is no asset "${unknownId}".`]]];
  t.same(await refuse(img(asset) + img(unknownId)), unknown);
  const { id } = await create({ body: figure(img(asset)) });
  t.same(await refuse(img(asset) + img(unknownId), id), unknown);
  t.match(await refuse(img(asset).repeat(201)), [
    400,
    [['/body', 'too-many-assets', 'must have at most 200 images of assets, not 201.']],
  ]);
  t.same((await send({ body: img(asset).repeat(200) })).status, 201);
  await database.prisma.asset.update({ where: { id: asset }, data: { kind: 'video' } });
  const video = [422, [['/body', 'not-an-image', `The asset "${asset}" is not an image. Its kind is \`video\`.`]]];
  t.same(await refuse(img(asset)), video);
  t.same((await patch(id, { headline: 'Other' })).status, 200, 'a body that does not change is not checked again');
});

t.test('shows nothing of an author’s text as a figure of the server', async (t) => {
  const asset = await describe();
  const forged = '</figure><figure data-assets=""><img src="asset:';
  const quoted = (text: string) => text.replaceAll('"', '&quot;');
  const body = `<p title="${quoted(forged)}">${forged.replaceAll('<', '&lt;')}</p><figure data-assets=""><img src="https://a.example/b.jpg" alt="${quoted(forged)}"></figure>${figure(`${img(asset, quoted(forged))}<figcaption><a href="https://a.example/" title="${quoted(forged)}">Link</a></figcaption>`)}<p>End</p>`;
  const shown = await show(body);
  t.match(shown, /<p>End<\/p>$/);
  t.match(shown, `<figure><img src="https://a.example/b.jpg"`);
  t.match(shown, shownImg(asset, '&lt;/figure&gt;&lt;figure data-assets=&quot;&quot;&gt;&lt;img src=&quot;asset:'));
  t.match(shown, '>Link</a> <small>Ann Porter</small></figcaption></figure>');
});

t.test(
  'withholds images and their captions from every public response while their rights do not allow it',
  async (t) => {
    const asset = await createAsset(request, 'draft');
    await patchAsset(asset, { caption: 'Caption of the asset', credit: 'Yolanda Quist' });
    const own = '<figcaption>Xylophone</figcaption>';
    const { id } = await create({
      headline: 'The lighthouse',
      body: `<p>Bright.</p>${figure(img(asset))}${figure(img(asset) + own)}<p>Dark.</p>`,
    });
    await publish(id);
    const { body: list } = await request('POST', '/v1/lists', {
      as: 'editor',
      body: { name: 'Front', size: 1, rule: { sort: '-publishedAt' }, published: true },
    });
    const always = [`/v1/articles/${id}?bodyFormat=text`, '/v1/articles?q=lighthouse', '/v1/articles?q=xylophone'];
    const places = [
      `/v1/articles/${id}`,
      `/v1/articles/${id}?fields=body`,
      `/v1/articles/${id}?annotate=people`,
      `/v1/articles/${id}?bodyFormat=markdown`,
      '/v1/articles?include=body',
      `/v1/lists/${list.slug}?include=body`,
      ...['rss', 'atom', 'json'].map((format) => `/v1/feeds/${format}?content=full`),
    ];
    const forms = ['text/markdown', 'application/vnd.iptc.ninjs+json'];
    const shows = (text: string) =>
      [asset, 'Xylophone', 'Caption of the asset', 'Yolanda Quist'].some((part) => text.includes(part));
    const shownAt = async () => {
      const found = [];
      for (const place of [...always, ...places]) {
        const { status, text } = await request('GET', place);
        if (status !== 200) throw new Error(`${place}: ${status} ${text}`);
        if (shows(text)) found.push(place);
      }
      for (const accept of [...forms, 'application/ld+json'])
        if (shows((await request('GET', `/v1/articles/${id}`, { headers: { accept } })).text)) found.push(accept);
      return found;
    };
    t.same(await shownAt(), [...places, ...forms]);
    await patchAsset(asset, { availableUntil: new Date(Date.now() - 1).toISOString() });
    t.same(await shownAt(), []);
    t.equal(await publicBody(id), '<p>Bright.</p><p>Dark.</p>');
    t.match((await desk(id)).body, asset, 'the desk still shows it');
    const preview = await request('POST', `/v1/articles/${id}/previews`, { as: 'editor', body: {} });
    const { pathname } = new URL(preview.body.url, 'http://localhost');
    t.equal((await request('GET', pathname)).body.body, '<p>Bright.</p><p>Dark.</p>');
    await patchAsset(asset, { availableUntil: null });
    t.same(await shownAt(), [...places, ...forms]);
    t.match((await request('GET', pathname)).body.body, `/media/${asset}/w1200`);
  },
);

t.test('shows drafts of assets in previews, and not to readers', async (t) => {
  const asset = await createAsset(request, 'draft');
  const { id } = await create({ body: figure(img(asset)) });
  const preview = await request('POST', `/v1/articles/${id}/previews`, { as: 'editor', body: {} });
  const { pathname } = new URL(preview.body.url, 'http://localhost');
  t.match((await request('GET', pathname)).body.body, `/media/${asset}/w1200`);
});

t.test('marks people beside images, and not in their captions', async (t) => {
  const asset = await describe({ caption: 'Marta Lindqvist at sea' });
  const { body: person } = await request('POST', '/v1/people', {
    as: 'editor',
    body: { name: 'Marta Lindqvist', givenName: 'Marta', familyName: 'Lindqvist' },
  });
  const { id } = await create({ body: `${figure(img(asset))}<p>Marta Lindqvist sails.</p>` });
  await publish(id);
  await request('POST', `/v1/articles/${id}/mentions/relink`, { as: 'editor' });
  const marked = `<p><a data-person="${person.slug}" href="/v1/people/${person.slug}">Marta Lindqvist</a> sails.</p>`;
  const figureHtml = `${shownImg(asset, 'The harbour')}<figcaption>Marta Lindqvist at sea <small>Ann Porter</small></figcaption>`;
  t.equal(await publicBody(id, '?annotate=people'), stored(figureHtml) + marked);
});

t.test('reads an article with assets in its body with one statement', async (t) => {
  const asset = await describe();
  const { id } = await create({ body: figure(img(asset)) });
  await publish(id);
  for (const url of [`/v1/articles/${id}`, `/v1/articles/${id}?bodyFormat=markdown`, '/v1/articles?include=body']) {
    statements();
    await request('GET', url);
    t.equal(statements().length, 1, url);
  }
});

t.test('lists the articles whose bodies show an asset, and does not delete it meanwhile', async (t) => {
  const asset = await createAsset(request);
  const body = figure(img(asset));
  const published = await create({ headline: 'Published', body });
  await publish(published.id);
  await patch(published.id, { body: '' });
  const draft = await create({ headline: 'Draft', body, leadImage: { asset } });
  const planned = await create({ headline: 'Planned', body });
  await request('POST', `/v1/articles/${planned.id}/schedule`, {
    as: 'editor',
    body: { at: new Date(Date.now() + 3_600_000).toISOString() },
  });
  await patch(planned.id, { body: '' });
  const { body: usages } = await request('GET', `/v1/assets/${asset}/usages?count=exact`, { as: 'reader' });
  const usage = { fields: ['body'], inDraft: false, inPublication: false, inSchedule: false };
  t.match(usages.data, [
    { ...usage, id: planned.id, inSchedule: true },
    { ...usage, id: draft.id, fields: ['leadImage', 'body'], inDraft: true },
    { ...usage, id: published.id, inPublication: true },
  ]);
  t.equal(usages.page.total, 3);
  const refusal = await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' });
  t.match(refusal, { status: 409, body: { type: /asset-in-use/, articles: 3 } });
  await patch(draft.id, { body: '', leadImage: null });
  await request('DELETE', `/v1/articles/${planned.id}`, { as: 'editor' });
  await publish(published.id);
  t.equal((await request('GET', `/v1/assets/${asset}/usages`, { as: 'reader' })).body.data.length, 0);
  t.equal((await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' })).status, 204);
});

t.test('restores a revision whose asset was deleted only without the image', async (t) => {
  const asset = await createAsset(request);
  const other = await createAsset(request);
  const { id } = await create({ body: `<p>Text</p>${figure(img(asset))}${figure(img(other))}` });
  await patch(id, { body: '' });
  t.equal((await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' })).status, 204);
  const revision = await request('GET', `/v1/articles/${id}/revisions/1`, { as: 'reader' });
  t.match(revision.body, { missing: [{ field: 'body', id: asset }] });
  const restore = (body: object) => request('POST', `/v1/articles/${id}/revisions/1/restore`, { as: 'editor', body });
  t.match(await restore({}), { status: 422, body: { errors: [{ pointer: '/body' }] } });
  t.match(await restore({ missing: 'drop' }), { status: 200, body: { body: `<p>Text</p>${stored(img(other))}` } });
});

t.test('discards a change of the images, and compares revisions with them', async (t) => {
  const asset = await describe();
  const body = figure(img(asset));
  const { id } = await create({ body });
  await publish(id);
  await patch(id, { body: '<p>Other</p>' });
  const diff = await request('GET', `/v1/articles/${id}/diff?from=live&to=desk&format=html`, { as: 'reader' });
  t.match(diff.body.changes, [{ field: 'body', html: new RegExp(`<del>.*asset:${asset}`) }]);
  const discarded = await request('POST', `/v1/articles/${id}/discard-changes`, { as: 'editor' });
  t.equal(discarded.body.body, stored(img(asset)));
  t.equal((await request('DELETE', `/v1/assets/${asset}`, { as: 'editor' })).status, 409);
});
