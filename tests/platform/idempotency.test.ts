import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const post = (key: string, body: object, as: 'editor' | 'writer' = 'editor') =>
  request('POST', '/v1/articles', { as, body, headers: { 'idempotency-key': key } });

t.test('the same key and body get the first answer again, and nothing is done twice', async (t) => {
  const first = await post('one', { headline: 'Once' });
  const again = await post('one', { headline: 'Once' });
  t.equal(first.headers['idempotency-replayed'], undefined);
  t.equal(again.headers['idempotency-replayed'], 'true');
  t.same(again.body, first.body);
  t.match(again, { status: 201, headers: { location: first.headers.location, etag: first.headers.etag } });
  t.equal(await database.prisma.article.count(), 1);
});

t.test('the same key with another body or address is refused', async (t) => {
  t.match(await post('one', { headline: 'Twice' }), { status: 422, body: { code: 'idempotency-key-reused' } });
  const elsewhere = await request('POST', '/v1/sections', {
    as: 'editor',
    body: { name: 'X' },
    headers: { 'idempotency-key': 'one' },
  });
  t.equal(elsewhere.status, 422);
});

t.test('keys belong to a token: another one may use the same', async (t) => {
  t.equal((await post('one', { headline: 'Once' }, 'writer')).headers['idempotency-replayed'], undefined);
});

t.test('of ten at once with one key one is done, the others wait or get its answer', async (t) => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('race', { headline: 'Race' })));
  const done = answers.filter(({ status, headers }) => status === 201 && headers['idempotency-replayed'] === undefined);
  t.equal(done.length, 1);
  for (const { status, body, headers } of answers) {
    if (status === 201) t.equal(body.id, done[0]?.body.id);
    else
      t.match(
        { status, body, headers },
        { status: 409, body: { code: 'idempotency-in-flight' }, headers: { 'retry-after': '1' } },
      );
  }
  t.equal(await database.prisma.article.count({ where: { headline: 'Race' } }), 1);
});

t.test('a refusal is an answer, too', async (t) => {
  t.equal((await post('refused', { headline: 'H', section: 'nowhere' })).status, 422);
  await request('POST', '/v1/sections', { as: 'editor', body: { name: 'Nowhere' } });
  t.match(await post('refused', { headline: 'H', section: 'nowhere' }), {
    status: 422,
    headers: { 'idempotency-replayed': 'true' },
  });
});

t.test(
  'a token that was shown once can be shown again to its maker, and is not readable in the database',
  async (t) => {
    const make = () =>
      request('POST', '/v1/tokens', {
        as: 'admin',
        body: { name: 'N', role: 'reader' },
        headers: { 'idempotency-key': 'tok' },
      });
    const { body } = await make();
    t.equal((await make()).body.token, body.token);
    const kept = await database.prisma.idempotencyKey.findMany();
    t.notMatch(kept.map(({ answer }) => Buffer.from(answer ?? []).toString('latin1')).join(), body.token);
  },
);
