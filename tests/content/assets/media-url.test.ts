import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

t.test('writes the address of the CDN wherever responses name a file of an asset', async (t) => {
  const { request } = await openNewsroom(t, {
    environment: { PUBLIC_URL: 'https://api.example', MEDIA_URL: 'https://media.example/files/' },
  });
  const as = 'editor';
  const asset = await createAsset(request);
  const draft = {
    headline: 'The harbour',
    leadImage: { asset, alt: 'The harbour' },
    body: `<figure><img src="asset:${asset}"></figure>`,
  };
  const { body: article } = await request('POST', '/v1/articles', { as, body: draft });
  await request('POST', `/v1/articles/${article.id}/publish`, { as });
  const front = { name: 'Front', size: 1, rule: { sort: '-publishedAt' }, published: true };
  const { body: list } = await request('POST', '/v1/lists', { as, body: front });
  const { body: preview } = await request('POST', `/v1/articles/${article.id}/previews`, { as, body: {} });
  const paths = [
    `/v1/articles/${article.slug}`,
    `/v1/desk/articles/${article.slug}`,
    '/v1/articles',
    `/v1/lists/${list.slug}`,
    `/v1/articles/${article.slug}/json-ld`,
    `/v1/articles/${article.slug}/ninjs`,
    `/v1/articles/${article.slug}/markdown`,
    '/v1/feeds/rss',
    '/v1/feeds/atom',
    '/v1/feeds/json',
    new URL(preview.url).pathname,
  ];
  for (const path of paths) {
    const { status, text } = await request('GET', path, { as });
    t.equal(status, 200, path);
    t.ok(text.includes(`https://media.example/files/${asset}/w`), `${path} has the address of the CDN`);
    t.notMatch(text, /api\.example\/media|"\/media/, `${path} has no other address`);
  }
  const { text } = await request('GET', `/v1/articles/${article.slug}?fields=body`);
  t.match(text, `https://media.example/files/${asset}/w1200`, 'also in the body');
  t.equal((await request('GET', `/media/${asset}/w160.jpg`)).status, 200, 'the CDN reads the files from the API');
});
