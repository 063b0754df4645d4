import t from 'tap';
import { conversionLimit } from '../../../src/platform/rich-text/index.js';
import { openNewsroom } from '../../support/newsroom.js';

// One database is enough: it does not convert texts, and refused texts are not stored.
/** A text that is not converted within some milliseconds. */
const slowMarkdown = 'a\n\n'.repeat(20_000);
const slowHtml = '<ul><li>a'.repeat(20_000);

let articles = 0;

/** Returns a text that was not converted before. */
const fresh = (text: string): string => `${articles++}${text}`;

/** Shortens the time for conversions until the end of a test. */
function shortenTime(t: { teardown(end: () => void): unknown }): void {
  const limits = { ...conversionLimit };
  Object.assign(conversionLimit, { writeTimeoutMs: 5, readTimeoutMs: 5 });
  t.teardown(() => Object.assign(conversionLimit, limits));
}

t.test('refuses a body that takes too long to convert, stores nothing and goes on with other texts', async (t) => {
  const { request } = await openNewsroom(t);
  const call = (method: string, path: string, rest: object = {}) => request(method, path, { as: 'admin', ...rest });
  const stored = await call('POST', '/v1/articles', { body: { headline: 'Kept', body: '<p>Kept.</p>' } });
  const at = `/v1/articles/${stored.body.id}`;
  shortenTime(t);
  for (const [bodyFormat, text] of [
    ['markdown', slowMarkdown],
    ['html', slowHtml],
  ] as const) {
    const body = { headline: 'Slow', body: fresh(text), bodyFormat };
    for (const [method, path, headers] of [
      ['POST', '/v1/articles', {}],
      ['PUT', at, { 'If-Match': '*' }],
      ['PATCH', at, { 'If-Match': '*' }],
      ['PUT', '/v1/articles/by-external-id/wire/1', {}],
    ] as const) {
      const refused = await call(method, path, { body, headers });
      t.match(refused, { status: 422, body: { code: 'text-too-complex' } }, `${method} ${bodyFormat}`);
    }
  }
  conversionLimit.writeTimeoutMs = 8_000;
  t.match((await call('GET', `/v1/desk/articles/${stored.body.id}`)).body, { headline: 'Kept', version: 1 });
  t.equal((await call('GET', '/v1/desk/articles')).body.data.length, 1);
  const next = await call('POST', '/v1/articles', {
    body: { headline: 'Next', body: fresh('Next.\n\n'.repeat(200)), bodyFormat: 'markdown' },
  });
  t.equal(next.status, 201, 'a new thread converts the next text');
});

t.test('refuses to read a body in a form that takes too long, and still returns the body', async (t) => {
  const { request } = await openNewsroom(t);
  const call = (method: string, path: string, rest: object = {}) => request(method, path, { as: 'admin', ...rest });
  const body = fresh(slowHtml);
  const { id } = (await call('POST', '/v1/articles', { body: { headline: 'Long', body } })).body;
  await call('PATCH', `/v1/articles/${id}`, { body: { body: `${body}<p>b` }, headers: { 'If-Match': '*' } });
  t.equal((await call('POST', `/v1/articles/${id}/publish`)).status, 200);
  shortenTime(t);
  for (const path of [
    `/v1/articles/${id}?bodyFormat=markdown`,
    `/v1/articles/${id}/markdown`,
    `/v1/desk/articles/${id}?bodyFormat=markdown`,
    `/v1/articles/${id}/revisions/1?bodyFormat=markdown`,
    `/v1/articles/${id}/diff?from=1&to=2&format=html`,
  ])
    t.match(await call('GET', path), { status: 422, body: { code: 'text-too-complex' } }, path);
  t.match(await call('GET', `/v1/articles/${id}`), { status: 200, body: { headline: 'Long' } });
});

t.test('refuses the operation of a bulk request, and runs the others', async (t) => {
  const { request } = await openNewsroom(t);
  const call = (method: string, path: string, rest: object = {}) => request(method, path, { as: 'admin', ...rest });
  shortenTime(t);
  const create = (body: object) => ({ op: 'create', type: 'article', body });
  const { status, body } = await call('POST', '/v1/bulk', {
    body: {
      operations: [
        create({ headline: 'Slow', body: fresh(slowMarkdown), bodyFormat: 'markdown' }),
        create({ headline: 'Quick', body: '<p>Quick.</p>' }),
      ],
    },
  });
  t.equal(status, 200);
  t.match(body.data, [{ status: 422, problem: { code: 'text-too-complex' } }, { status: 201 }]);
});

t.test('imports the other items of a file when one text takes too long, and says which failed', async (t) => {
  const { request, newsroom } = await openNewsroom(t);
  shortenTime(t);
  const line = (id: string, body: string) => JSON.stringify({ id, headline: `Article ${id}`, body });
  const file = [line('1', fresh(slowHtml)), line('2', '<p>Quick.</p>')].join('\n');
  const { body: job } = await request('POST', '/v1/imports?format=ndjson', {
    as: 'admin',
    raw: file,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  for (const task of newsroom.queues) while ((await task.work(new AbortController().signal)) === 'more');
  const { body: current } = await request('GET', `/v1/imports/${job.id}`, { as: 'admin' });
  t.match(current, { created: 1, failed: 1 });
  const items = await request('GET', `/v1/imports/${job.id}/items?outcome=failed`, { as: 'admin' });
  t.match(items.body.data, [{ outcome: 'failed', reason: 'text-too-complex' }]);
});
