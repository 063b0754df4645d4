import { randomUUID } from 'node:crypto';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const newsroom = await openNewsroom(t, { environment: { SIGN_IN_URL: 'https://desk.news.example/sign-in#{token}' } });
const { request, database } = newsroom;
const job = newsroom.newsroom.tokens.sessionRetention;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

const user = (
  await request('POST', '/v1/users', {
    as: 'admin',
    body: { name: 'Ada', email: 'ada@news.example', role: 'editor' },
  })
).body;

/** Stores a token that has expired, or will expire. @returns its id */
async function store(kind: 'api' | 'session', expiresAt: Date | null, name = randomUUID()): Promise<string> {
  const id = randomUUID();
  await database.write({}, ({ query }) =>
    query
      .insertInto('tokens')
      .values({ id, name, hash: randomUUID(), scopes: ['admin'], kind, userId: user.id, expiresAt, holdsName: false })
      .execute(),
  );
  return id;
}

const findIds = async () =>
  new Set((await database.query.selectFrom('tokens').select('id').execute()).map(({ id }) => id));

async function runJob(): Promise<number> {
  let runs = 1;
  while ((await job.work()) === 'more') runs += 1;
  return runs;
}

t.test('deletes sessions a week after they expired, and nothing else', async (t) => {
  const expired = await store('session', daysAgo(7.1));
  const kept = {
    'a session that expired lately': await store('session', daysAgo(6.9)),
    'a session that is valid': await store('session', daysAgo(-1)),
    'a token that expired': await store('api', daysAgo(100)),
    'a token that never expires': await store('api', null),
  };
  await runJob();
  const ids = await findIds();
  t.notOk(ids.has(expired));
  for (const [what, id] of Object.entries(kept)) t.ok(ids.has(id), `keeps ${what}`);
});

t.test('keeps a session until its webhooks are disabled', async (t) => {
  const session = await store('session', daysAgo(30));
  const { id } = (
    await request('POST', '/v1/webhooks', {
      as: 'admin',
      body: { url: 'https://hooks.example/a', types: ['article.*'] },
    })
  ).body;
  const setWebhook = (values: { tokenId?: string; disabledAt?: Date }) =>
    database.write({}, ({ query }) => query.updateTable('webhooks').set(values).where('id', '=', id).execute());
  await setWebhook({ tokenId: session });
  await runJob();
  t.ok((await findIds()).has(session));
  await setWebhook({ disabledAt: new Date() });
  await runJob();
  t.notOk((await findIds()).has(session));
});

t.test('deletes many sessions in batches', async (t) => {
  await database.run({
    text: `INSERT INTO tokens (id, name, hash, scopes, kind, user_id, expires_at, holds_name)
      SELECT gen_random_uuid(), 'Session', gen_random_uuid()::text, '{admin}', 'session', $1::uuid, now() - interval '8 days', false
      FROM generate_series(1, 1200)`,
    values: [user.id],
  });
  t.equal(await runJob(), 3);
  const rows = await database.query.selectFrom('tokens').select('id').where('name', '=', 'Session').execute();
  t.same(rows, []);
});

t.test('a newsroom without tokens, but with users, gets no new administrator', async (t) => {
  await database.write({}, ({ query }) => query.deleteFrom('tokens').execute());
  t.equal(await newsroom.newsroom.tokens.ensureAdmin(() => {}), undefined);
  t.equal((await findIds()).size, 0);
});
