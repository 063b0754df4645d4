import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
await request('POST', '/v1/sections', { as, body: { name: 'World' } });
const article = (await request('POST', '/v1/articles', { as, body: { headline: 'Story', section: 'world' } })).body;
await request('POST', `/v1/articles/${article.id}/publish`, { as });

t.test('an entity tag is strong, the same for the same bytes, and another for another representation', async (t) => {
  const tag = async (url: string) => (await request('GET', url)).headers.etag;
  const whole = await tag('/v1/articles/story');
  t.match(whole, /^"2\.[\w-]{16}"$/);
  t.equal(await tag('/v1/articles/story'), whole);
  t.not(await tag('/v1/articles/story?fields=slug'), whole);
  t.not(await tag('/v1/articles/story?bodyFormat=text'), whole);
  t.match(await tag('/v1/articles'), /^"[\w-]{16}"$/);
});

t.test('a client that has it already gets 304 without a body', async (t) => {
  for (const url of ['/v1/articles/story', '/v1/articles', '/v1/sections/world', '/v1/articles/story/comments']) {
    const { headers } = await request('GET', url);
    for (const known of [headers.etag ?? '', `"x", ${headers.etag}`, `W/${headers.etag}`, '*']) {
      const answer = await request('GET', url, { headers: { 'if-none-match': known } });
      t.match(answer, { status: 304, text: '', headers: { etag: headers.etag } }, `${url} ${known}`);
    }
    t.equal((await request('GET', url, { headers: { 'if-none-match': '"x"' } })).status, 200);
  }
});

t.test('of two editors with the same ETag one writes and the other is told the current version', async (t) => {
  const { headers } = await request('GET', '/v1/articles/story?view=desk', { as });
  const write = (headline: string) =>
    request('PATCH', '/v1/articles/story', { as, body: { headline }, headers: { 'if-match': headers.etag ?? '' } });
  const answers = await Promise.all([write('Mine'), write('Yours')]);
  t.same(answers.map(({ status }) => status).sort(), [200, 412]);
  const stale = answers.find(({ status }) => status === 412);
  t.match(stale, { body: { code: 'stale-version', currentVersion: 3 }, headers: { etag: '"3"' } });
  t.equal((await write('Again')).status, 412);
  t.equal(
    (await request('PATCH', '/v1/articles/story', { as, body: { headline: 'Ours' }, headers: { 'if-match': '"3"' } }))
      .status,
    200,
  );
  t.equal((await request('POST', '/v1/articles/story/publish', { as, headers: { 'if-match': '"3"' } })).status, 412);
  t.equal((await request('DELETE', '/v1/articles/story', { as, headers: { 'if-match': '"3"' } })).status, 412);
});

t.test('a cache is told what every public answer shows, and that a token changes it', async (t) => {
  const { headers, body } = await request('GET', '/v1/articles/story');
  t.same(new Set(headers['surrogate-key']?.split(' ')), new Set(['articles', body.id, body.section.id]));
  t.match(headers.vary, /Authorization/);
  t.equal((await request('GET', '/v1/articles/story?view=desk', { as })).headers['surrogate-key'], undefined);
  t.match((await request('GET', '/v1/articles/none')).headers['cache-control'], 'no-store');
});
