import t from 'tap';
import { CachedResponse, createMemoryCache } from '../../../src/platform/cache/index.js';

const answer = (tags: string[], text = 'x', expiresAt = Date.now() + 60_000) =>
  new CachedResponse({
    status: 200,
    headers: ['content-type', 'application/json'],
    body: Buffer.from(text),
    etag: '"1.x"',
    tags,
    expiresAt,
  });

/** Makes and keeps one response. */
function keep(cache: ReturnType<typeof createMemoryCache>, key: string, kept: CachedResponse): void {
  cache.startFlight(key).complete(kept);
}

t.test('purges exactly the responses with one of the tags', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['articles', '1']));
  keep(cache, '/b', answer(['articles', '2']));
  keep(cache, '/c', answer(['3']));
  cache.purge(['2', 'nobody']);
  t.same(
    ['/a', '/b', '/c'].map((key) => cache.get(key) !== undefined),
    [true, false, true],
  );
  cache.purge(['articles', '3']);
  t.same(cache.stats, { entries: 0, bytes: 0, tags: 0 }, 'nothing is left behind');
  keep(cache, '/a', answer(['1']));
  cache.purge(['*']);
  t.equal(cache.stats.entries, 0, '`*` purges everything');
});

t.test('does not keep a response that began before a purge of its tags', async (t) => {
  for (const names of [['1'], ['*']]) {
    const cache = createMemoryCache({ maxBytes: 1_000_000 });
    const flight = cache.startFlight('/a');
    cache.purge(names);
    flight.complete(answer(['1']));
    t.equal(cache.get('/a'), undefined, names.join());
    t.ok(await flight.result, 'requests from before the purge get the response');
  }
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  const [first, second] = [cache.startFlight('/a'), cache.startFlight('/b')];
  cache.purge(['2']);
  const third = cache.startFlight('/c');
  first.complete(answer(['1']));
  second.complete(answer(['2']));
  third.complete(answer(['2']));
  t.ok(cache.get('/a'), 'a purge of other tags does not matter');
  t.notOk(cache.get('/b'));
  t.ok(cache.get('/c'), 'a purge before the flight does not matter');
});

t.test('remembers every purge while a response is being made', async (t) => {
  for (const count of [999, 1_000, 1_001, 2_500]) {
    const cache = createMemoryCache({ maxBytes: 1_000_000 });
    const early = cache.startFlight('/early');
    cache.purge(['1']);
    for (let n = 0; n < count; n++) cache.purge([`other-${n}`]);
    const late = cache.startFlight('/late');
    early.complete(answer(['1']));
    late.complete(answer(['1']));
    t.notOk(cache.get('/early'), `the response is not kept, ${count} purges later`);
    t.ok(cache.get('/late'), 'a response that began after all purges is kept');
  }
});

t.test('does not join a flight from before a purge', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  const before = cache.startFlight('/a');
  t.equal(cache.flight('/a'), before);
  cache.purge(['7']);
  t.equal(cache.flight('/a'), undefined);
  const after = cache.startFlight('/a');
  before.complete(answer(['1'], 'old'));
  t.equal(cache.flight('/a'), after, 'the end of an old flight does not end a new one');
  after.complete(undefined);
  t.equal(cache.flight('/a'), undefined);
});

t.test('is empty and accepts nothing while changes may be missed', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['1']));
  const under = cache.startFlight('/b');
  cache.suspend();
  t.notOk(cache.isLive);
  t.equal(cache.stats.entries, 0);
  cache.resume();
  under.complete(answer(['2']));
  t.notOk(cache.get('/b'), 'a response that began before the suspension is not kept');
  keep(cache, '/c', answer(['3']));
  t.ok(cache.get('/c'));
});

t.test('returns a response only until it expires', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['1'], 'x', Date.now() - 1));
  t.equal(cache.get('/a'), undefined);
  t.same(cache.stats, { entries: 0, bytes: 0, tags: 0 });
});

t.test('bounds its memory, encodings included, and evicts the least recently used', async (t) => {
  const cache = createMemoryCache({ maxBytes: 400_000 });
  const large = (n: number) => answer([String(n)], `${n}`.padEnd(30_000, 'abcdefgh'));
  for (let n = 0; n < 50; n++) {
    keep(cache, `/${n}`, large(n));
    cache.get('/0');
  }
  t.ok(cache.stats.bytes <= 400_000 && cache.stats.bytes > 300_000);
  t.ok(cache.get('/0'));
  t.notOk(cache.get('/1'));
  t.equal(cache.stats.tags, cache.stats.entries);
  const before = cache.stats.bytes;
  await cache.get('/0')?.getVariant('gzip', 'id');
  t.ok(cache.stats.bytes > before, 'an encoding counts towards the size');
  keep(cache, '/huge', answer(['1'], 'x'.repeat(100_000)));
  t.notOk(cache.get('/huge'), 'a huge response does not evict all others');
  t.notOk(createMemoryCache({ maxBytes: 0 }).isLive, 'there is no cache without memory');
});

t.test('makes each encoding once, with its own entity tag', async (t) => {
  const text = JSON.stringify({ words: 'newsroom '.repeat(500) });
  const made = answer(['1'], text);
  const [first, second] = [made.getVariant('br', 'id'), made.getVariant('br', 'id')];
  t.equal(first, second, 'two simultaneous requests share the encoding');
  t.equal(await first, made.getVariant('br', 'id'), 'the encoding is kept');
  const tags = (['identity', 'gzip', 'br'] as const).map((encoding) => made.etagForEncoding(encoding));
  t.same(tags, ['"1.x"', '"1.x-gzip"', '"1.x-br"']);
  t.ok((await first).body.length < text.length / 5);
  const small = answer(['1'], '{}');
  t.equal(small.getVariant('gzip', 'id'), small.getVariant('identity', 'id'), 'a small response is not compressed');
});

t.test('keeps responses aside while changes may be missed, except those that are purged', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000, staleIfErrorMs: 60_000 });
  cache.startProving(() => {});
  const fill = () => {
    cache.prove(Date.now());
    cache.resume();
    keep(cache, '/kept', answer(['1']));
    keep(cache, '/killed', answer(['2']));
    cache.suspend();
  };
  const stale = () => ['/kept', '/killed'].filter((key) => cache.getStale(key) !== undefined);
  fill();
  t.same(stale(), ['/kept', '/killed']);
  t.equal(cache.get('/kept'), undefined, 'only `getStale` returns them');
  cache.purge(['2']);
  cache.suspend();
  t.same(stale(), ['/kept'], 'a purge after the signals were lost counts');
  cache.discardSuspended();
  t.same(stale(), [], 'nothing is left once the database has responded');
  fill();
  cache.resume();
  t.same(stale(), [], 'nothing is left once no change is missed');
  fill();
  cache.prove(Date.now() - 60_001);
  t.same(stale(), [], 'a proof that is too old counts no more');
});
