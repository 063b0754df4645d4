import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const newsroom = await openNewsroom(t);
const { request } = newsroom;

t.test('returns links to the API and its documentation at / and /v1', async (t) => {
  for (const url of ['/', '/v1']) {
    const { status, body } = await request('GET', url);
    t.equal(status, 200, url);
    t.match(body, { name: 'Broadsheet', version: /^\d+\.\d+\.\d+$/, links: { openapi: '/openapi.json' } }, url);
    for (const link of Object.values(body.links as Record<string, string>)) {
      const target = await request('GET', link);
      t.ok(target.status < 400 || link.startsWith('/v1/desk'), `${link} answers ${target.status}`);
    }
  }
});

t.test('returns 405 with the supported methods for a wrong method', async (t) => {
  for (const [method, url, allow] of [
    ['DELETE', '/v1/articles', 'GET, HEAD, POST'],
    ['POST', '/v1/articles/some-article', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['PUT', '/v1/desk/articles', 'GET, HEAD'],
    ['GET', '/v1/bulk', 'POST'],
    ['PATCH', '/health/live', 'GET, HEAD'],
  ] as const) {
    const response = await request(method, url);
    t.match(response, { status: 405, body: { code: 'method-not-allowed' }, headers: { allow } }, `${method} ${url}`);
  }
  t.match(await request('GET', '/v1/nothing-here'), { status: 404, body: { code: 'not-found' } });
});

t.test('treats an empty query parameter as not given', async (t) => {
  await request('POST', '/v1/articles', { as: 'editor', body: { headline: 'Ferry' } });
  await request('POST', '/v1/articles/ferry/publish', { as: 'editor' });
  for (const query of ['q=&tag=', 'section=&limit=&fields=', 'after=', 'sort=&include=', 'publishedAt[gte]=']) {
    const { status, body } = await request('GET', `/v1/articles?${query}`);
    t.equal(status, 200, query);
    t.equal(body.data.length, 1, query);
  }
  t.equal((await request('GET', '/v1/articles?unknown=')).status, 400, 'an unknown parameter is refused');
});

t.test('accepts the values of a list in one parameter or in repeated ones', async (t) => {
  const separated = await request('GET', '/v1/articles?include=people,body&fields=slug,body');
  const repeated = await request('GET', '/v1/articles?include=people&include=body&fields=slug&fields=body');
  t.equal(separated.status, 200);
  t.same(repeated.body.data, separated.body.data);
  t.equal((await request('GET', '/v1/articles?include=people&include=nothing')).status, 400);
  t.equal((await request('GET', '/v1/articles?section=a&section=b')).status, 400, 'other parameters have one value');
});
