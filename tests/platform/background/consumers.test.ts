import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { type EventConsumer, type NewsroomEvent, startBackground } from '../../../src/platform/background/index.js';
import { openDatabase, Prisma } from '../../../src/platform/db/index.js';
import { freshDatabase } from '../../support/database.js';
import { openNewsroom } from '../../support/newsroom.js';

const { database, request } = await openNewsroom(t);
const as = 'editor';
const silent = { error: () => {} };

const startConsumers = (over: typeof database, consumers: EventConsumer[], log: typeof silent) =>
  startBackground(over, { consumers }, log);

async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`It never came to pass that ${what}.`);
}

const countEvents = () => database.prisma.event.count();

t.test('appends one event per change in its transaction, and none for a refused change', async (t) => {
  const before = await countEvents();
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline: 'Told' } })).body;
  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  await request('POST', '/v1/articles', { as, body: { headline: 'Untold', section: 'nowhere' } });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { headline: 'X' }, headers: { 'if-match': '"1"' } });
  t.equal(await countEvents(), before + 2);
  const events = await database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  t.same(
    events.map(({ type }) => type),
    ['article.created', 'article.published'],
  );
  t.match(events[1], { actor: 'The editor', payload: { id, slug: 'told', status: 'published', version: 2 } });
});

t.test('delivers every event in order, without gaps, from concurrent writers', async (t) => {
  const seen: NewsroomEvent[] = [];
  const relay = startConsumers(
    database,
    [{ name: 'test.all', handle: async (events) => void seen.push(...events) }],
    silent,
  );
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline: 'Many hands' } })).body;
  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0
        ? request('PATCH', `/v1/articles/${id}`, { as, body: { headline: `Hand ${i}` } })
        : request('POST', '/v1/sections', { as, body: { name: `Section ${i}` } }),
    ),
  );
  const total = await countEvents();
  await until(() => seen.length >= total, 'all events arrive');
  await relay.stop();
  t.same(
    seen.map(({ position }) => Number(position)),
    Array.from({ length: total }, (_, i) => i + 1),
  );
  const versions = seen
    .filter(({ subjectId }) => subjectId === id)
    .map(({ payload }) => (payload as { version: number }).version);
  t.same(
    versions,
    [...versions].sort((a, b) => a - b),
    'events about one subject are in the order of its versions',
  );
});

t.test('delivers the same events again to a failed consumer, and the others continue', async (t) => {
  let failures = 0;
  const seen: bigint[] = [];
  const other: bigint[] = [];
  const relay = startConsumers(
    database,
    [
      {
        name: 'test.failing',
        handle: async (events) => {
          if (failures++ < 1) throw new Error('not today');
          seen.push(...events.map(({ position }) => position));
        },
      },
      { name: 'test.other', handle: async (events) => void other.push(...events.map(({ position }) => position)) },
    ],
    silent,
  );
  const total = await countEvents();
  await until(() => other.length === total, 'the other consumer has read everything');
  await until(() => seen.length === total, 'the failing consumer has caught up');
  await relay.stop();
  t.equal(seen[0], 1n);
  t.equal(failures > 1, true);
});

t.test('shares the work between two relays, one at a time per consumer', async (t) => {
  const seen: bigint[] = [];
  const flow = {
    name: 'test.shared',
    handle: async (events: NewsroomEvent[]) => void seen.push(...events.map(({ position }) => position)),
  };
  const relays = [startConsumers(database, [flow], silent), startConsumers(database, [flow], silent)];
  const total = await countEvents();
  await until(() => seen.length >= total, 'all events arrive');
  await Promise.all(relays.map((relay) => relay.stop()));
  t.same(
    seen,
    Array.from({ length: total }, (_, i) => BigInt(i + 1)),
  );
});

t.test(
  'delivers an event that commits late',
  { skip: database.kind === 'embedded' && 'one connection has no late commits' },
  async (t) => {
    const { source, drop } = await freshDatabase();
    const late = await openDatabase(source);
    t.teardown(async () => {
      await late.close();
      await drop();
    });
    const append = (tx: Pick<typeof late.prisma, '$executeRaw'>, type: string) =>
      tx.$executeRaw(
        Prisma.sql`INSERT INTO events (type, subject_id, payload) VALUES (${type}, gen_random_uuid(), '{}')`,
      );
    const seen: string[] = [];
    const relay = startConsumers(
      late,
      [{ name: 'test', handle: async (events) => void seen.push(...events.map(({ type }) => type)) }],
      silent,
    );
    await late.prisma.$transaction(async (tx) => {
      await append(tx, 'late');
      await append(late.prisma, 'early');
      await until(() => seen.length === 1, 'the early event is delivered');
    });
    await until(() => seen.length === 2, 'the late event is delivered');
    await relay.stop();
    t.same(seen, ['early', 'late']);
  },
);

t.test(
  'delivers everything when a relay is killed',
  { skip: database.kind === 'embedded' && 'a second process needs PostgreSQL' },
  async (t) => {
    const { source, drop } = await freshDatabase();
    const own = await openDatabase(source);
    t.teardown(async () => {
      await own.close();
      await drop();
    });
    await own.prisma
      .$executeRaw`INSERT INTO events (type, subject_id, payload) SELECT 'n' || n, gen_random_uuid(), '{}' FROM generate_series(1, 1000) n`;
    const child = fork(new URL('./consumer-process.ts', import.meta.url), {
      execArgv: ['--import=./tests/support/run-compiled.js'],
      env: { ...process.env, RELAY_DATABASE_URL: source.kind === 'postgresql' ? source.url : '' },
    });
    const handled = new Set<string>();
    child.on('message', (position) => handled.add(String(position)));
    await until(() => handled.size >= 300, 'the first relay has begun');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const relay = startConsumers(
      own,
      [
        {
          name: 'test',
          handle: async (events) => {
            for (const { position } of events) handled.add(String(position));
          },
        },
      ],
      silent,
    );
    await until(() => handled.size === 1000, 'the second relay delivers the rest');
    await relay.stop();
    t.equal(handled.size, 1000);
  },
);
