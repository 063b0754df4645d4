import t from 'tap';
import type { Role } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database, statements } = await openNewsroom(t);

const bulk = (operations: object[], { as = 'admin' as Role, atomic = false, headers = {} } = {}) =>
  request('POST', '/v1/bulk', { as, body: { operations, atomic }, headers });
const put = (id: string, body: object, type = 'article') => ({
  op: 'put',
  type,
  externalId: { source: 'wire', id },
  body,
});

t.test('gives each operation its own status, and lets one use what an earlier one created', async (t) => {
  const { status, body } = await bulk([
    { op: 'create', type: 'section', body: { name: 'World' } },
    { op: 'create', type: 'person', body: { name: 'Ada Lind' } },
    put('1', { headline: 'Ferry sails', section: 'world', people: [{ person: 'ada-lind', relation: 'author' }] }),
    put('1', { headline: 'Ferry sails', section: 'world', people: [{ person: 'ada-lind', relation: 'author' }] }),
    { op: 'publish', type: 'article', ref: 'ferry-sails' },
    { op: 'update', type: 'article', ref: 'ferry-sails', body: { tags: ['ferries'] } },
    { op: 'update', type: 'article', ref: 'ferry-sails', body: { headline: 7 } },
    { op: 'update', type: 'section', ref: 'world', body: { position: 3 }, ifMatch: '"9"' },
    { op: 'create', type: 'article', body: { headline: 'Second', surprise: 1 } },
    { op: 'trash', type: 'article', ref: 'no-such-story' },
    { op: 'delete', type: 'person', ref: 'ada-lind' },
    { op: 'moderate', type: 'comment', ref: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', body: { status: 'approved' } },
  ]);
  t.equal(status, 200);
  t.same(
    body.data.map((one: { status: number }) => one.status),
    [201, 201, 201, 200, 200, 200, 400, 412, 400, 404, 409, 404],
  );
  t.equal(body.failed, 6);
  t.match(body.data[2], { article: { section: { slug: 'world' }, authors: [{ slug: 'ada-lind' }] }, unchanged: false });
  t.equal(body.data[3].unchanged, true);
  t.match(body.data[4], { article: { status: 'published' } });
  t.match(body.data[6].problem, { code: 'invalid-request', errors: [{ pointer: '/headline' }] });
  t.match(body.data[8].problem, { errors: [{ pointer: '/surprise' }] });
  t.match((await request('GET', '/v1/articles/ferry-sails')).body, { headline: 'Ferry sails' });
});

t.test('checks the permission of each operation separately', async (t) => {
  const operations = [
    put('2', { headline: 'Second ferry' }),
    { op: 'publish', type: 'article', ref: 'second-ferry' },
    put('3', { headline: 'Third', publishedAt: '2017-07-07T00:00:00Z' }),
    { op: 'moderate', type: 'comment', ref: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11', body: {} },
  ];
  const statuses = async (as: Role) =>
    (await bulk(operations, { as })).body.data.map(
      ({ status, problem }: { status: number; problem?: { code: string } }) => problem?.code ?? status,
    );
  t.same(await statuses('reader'), ['forbidden', 'forbidden', 'forbidden', 'forbidden']);
  t.same(await statuses('writer'), [201, 'forbidden', 'forbidden', 'forbidden']);
  t.same(await statuses('editor'), [200, 200, 'forbidden', 'forbidden']);
  t.same(await statuses('importer'), [200, 'forbidden', 'forbidden', 'forbidden']);
  t.same(await statuses('admin'), [200, 200, 201, 'not-found']);
  t.same(await statuses('moderator'), ['forbidden', 'forbidden', 'forbidden', 'not-found']);
  t.equal((await request('POST', '/v1/bulk', { body: { operations } })).status, 401);
});

const rows = async () => ({
  articles: await database.prisma.article.count(),
  sections: await database.prisma.section.count(),
  people: await database.prisma.person.count(),
  revisions: await database.prisma.revision.count(),
  events: await database.prisma.event.count(),
});

t.test('undoes everything in an atomic request at the first refusal, and names it', async (t) => {
  const before = await rows();
  const refused = await bulk(
    [
      { op: 'create', type: 'section', body: { name: 'Sport' } },
      put('4', { headline: 'In sport', section: 'sport' }),
      { op: 'publish', type: 'article', ref: 'in-sport' },
      { op: 'update', type: 'article', ref: 'in-sport', body: { section: 'no-such-section' } },
      { op: 'create', type: 'person', body: { name: 'Nobody' } },
    ],
    { atomic: true },
  );
  t.match(refused, {
    status: 422,
    body: { code: 'unknown-reference', operation: 3, errors: [{ pointer: '/operations/3/body/section' }] },
  });
  t.same(await rows(), before);
  t.equal((await request('GET', '/v1/articles/in-sport')).status, 404);
});

t.test('undoes everything in an atomic request when only the database refuses an operation', async (t) => {
  const before = await rows();
  const twice = { externalIds: [{ source: 'twin', id: '1' }] };
  const refused = await bulk(
    [
      { op: 'create', type: 'article', body: { headline: 'One', ...twice } },
      { op: 'create', type: 'article', body: { headline: 'Two', ...twice } },
    ],
    { atomic: true },
  );
  t.match(refused, { status: 409, body: { operation: 1 } });
  t.same(await rows(), before);
  t.equal(
    (await bulk([{ op: 'create', type: 'article', body: { headline: 'One', ...twice } }], { atomic: true })).status,
    200,
  );
});

t.test('leaves no listeners or warnings after an atomic request with many operations', async (t) => {
  const warnings: string[] = [];
  const heard = ({ name }: Error) => void warnings.push(name);
  process.on('warning', heard);
  t.teardown(() => process.off('warning', heard));
  const operations = Array.from({ length: 40 }, (_, n) => put(`quiet-${n}`, { headline: `Quiet ${n}` }));
  t.equal((await bulk(operations, { atomic: true })).status, 200);
  await new Promise(setImmediate);
  t.same(warnings, []);
});

t.test('shows an atomic request to readers immediately after it is committed, and not before', async (t) => {
  t.equal((await request('GET', '/v1/articles/in-sport')).status, 404);
  const kept = await bulk(
    [
      { op: 'create', type: 'section', body: { name: 'Sport' } },
      put('4', { headline: 'In sport', section: 'sport' }),
      { op: 'publish', type: 'article', ref: 'in-sport' },
    ],
    { atomic: true },
  );
  t.match(kept, {
    status: 200,
    body: { failed: 0, data: [{ status: 201 }, { status: 201 }, { article: { status: 'published' } }] },
  });
  t.match(
    await request('GET', '/v1/articles/in-sport'),
    { status: 200, body: { section: { slug: 'sport' } } },
    'the 404 is no longer cached',
  );
});

t.test('validates the whole request before it does anything, and repeats it for the same key', async (t) => {
  const before = await rows();
  const wrong: [object[], RegExp][] = [
    [[put('9', { headline: 'x' }), { op: 'burn', type: 'article', ref: 'x' }], /\/operations\/1/],
    [[{ op: 'publish', type: 'section', ref: 'sport' }], /\/operations\/0\/type/],
    [[{ op: 'trash', type: 'article', ref: 'x', surprise: 1 }], /\/operations\/0\/surprise/],
    [[], /\/operations/],
    [Array.from({ length: 501 }, () => put('9', {})), /\/operations/],
  ];
  for (const [operations, pointer] of wrong)
    t.match(await bulk(operations), { status: 400, body: { errors: [{ pointer }] } });
  t.same(await rows(), before);
  const once = [{ op: 'create', type: 'person', body: { name: 'Once Only' } }];
  const first = await bulk(once, { headers: { 'idempotency-key': 'bulk-1' } });
  const again = await bulk(once, { headers: { 'idempotency-key': 'bulk-1' } });
  t.equal(again.text, first.text);
  t.equal(await database.prisma.person.count({ where: { name: 'Once Only' } }), 1);
});

t.test('accepts a hundred articles of twelve kilobytes, in few statements each', async (t) => {
  const operations = Array.from({ length: 100 }, (_, n) =>
    put(`many-${n}`, {
      headline: `Story ${n}`,
      body: `<p>${'x'.repeat(12_000)}</p>`,
      publishedAt: '2017-07-07T00:00:00Z',
    }),
  );
  statements();
  t.match((await bulk(operations)).body, { failed: 0 });
  const sent = statements().length;
  t.ok(sent <= 100 * 18 + 10, `${sent} statements`);
  t.match((await bulk(operations, { atomic: true })).body, { data: [{ unchanged: true }] });
});
