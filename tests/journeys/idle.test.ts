import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import t from 'tap';
import { listen } from '../flows/changes/listening.js';
import { receiver } from '../flows/webhooks/receiver.js';
import { freshDatabase } from '../support/database.js';
import { startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Transactions are counted by PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
t.teardown(drop);

/** PostgreSQL counts the work of a connection up to ten seconds late. Milliseconds. */
const settleMs = 15_000;
const windowMs = 10_000;

/** Without a signal a worker checks only every 30 seconds, so that anything faster was signalled. Milliseconds. */
const signalledWithinMs = 5_000;

const token = 'the-token-of-an-idle-server';
const headers = { authorization: `Bearer ${token}` };
const server = await startServer(t, {
  DATABASE_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: token,
  WEBHOOK_ALLOW_PRIVATE: 'on',
});
await server.ready();

async function send(
  path: string,
  body?: unknown,
  type = 'application/json',
  more: Record<string, string> = {},
): Promise<{ id: string }> {
  const answer = await fetch(`${server.url}/v1${path}`, {
    method: 'POST',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': type }), ...more },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

t.test('makes at most two transactions per second', async (t) => {
  // The counting connection uses another database, so that it does not count itself.
  const outside = new pg.Client({
    connectionString: Object.assign(new URL(source.url), { pathname: '/postgres' }).href,
  });
  await outside.connect();
  t.teardown(() => outside.end());
  const count = async () => {
    const { rows } = await outside.query(
      'SELECT (xact_commit + xact_rollback)::int AS n FROM pg_stat_database WHERE datname = $1',
      [new URL(source.url).pathname.slice(1)],
    );
    return (rows[0] as { n: number }).n;
  };
  await sleep(settleMs);
  const before = await count();
  await sleep(windowMs);
  const perSecond = ((await count()) - before) / (windowMs / 1_000);
  t.comment(`${perSecond} transactions a second`);
  t.ok(perSecond > 0 && perSecond <= 2, `${perSecond}`);
});

t.test('whatever is committed reaches those who wait for it by a signal', async (t) => {
  const stream = await listen(`${server.url}/v1/desk/events`, headers);
  const { url, got } = await receiver(t);
  await send('/webhooks', { url, types: ['section.created'] });

  async function signalled(what: string, isSo: () => boolean): Promise<void> {
    const begun = performance.now();
    while (!isSo() && performance.now() - begun < signalledWithinMs) await sleep(5);
    t.ok(isSo(), `${what}: ${(performance.now() - begun).toFixed(0)} ms`);
  }
  const isHeard = (type: string, id: string) => () =>
    stream.frames.some(({ change }) => change.type === type && change.subject.id === id);

  const draft = await send('/articles', { headline: 'A draft' });
  await signalled('a draft', isHeard('article.created', draft.id));
  await send('/sections', { name: 'Told' });
  await signalled('a webhook delivery', () => got.length === 1);
  const line = JSON.stringify({ externalIds: [{ source: 'test', id: '1' }], headline: 'Imported' });
  const file = await send('/imports?format=ndjson', `${line}\n`, 'application/x-ndjson');
  await signalled('an import', isHeard('import.finished', file.id));
  const hour = Date.now() + 1_000;
  await send(`/articles/${draft.id}/schedule`, { at: new Date(hour).toISOString() });
  await signalled('a scheduled article', isHeard('article.published', draft.id));
  // A write with a key commits with its response, and a bulk request in one transaction.
  const isBegun = (slug: string) => () => stream.frames.some(({ change }) => change.subject.slug === slug);
  await send('/articles', { headline: 'Under a key' }, 'application/json', { 'idempotency-key': 'one' });
  await signalled('a draft under a key', isBegun('under-a-key'));
  for (const [headline, key] of [
    ['In bulk', undefined],
    ['In bulk under a key', 'two'],
  ] as const) {
    const operations = [{ op: 'create', type: 'article', body: { headline } }];
    await send('/bulk', { operations }, 'application/json', key === undefined ? {} : { 'idempotency-key': key });
    await signalled(headline, isBegun(headline.toLowerCase().replaceAll(' ', '-')));
  }
  stream.close();
});
