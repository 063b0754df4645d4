import t from 'tap';
import { Answer, answerCache } from '../../../src/platform/cache/index.js';

const answer = (tags: string[], text = 'x', expiresAt = Date.now() + 60_000) =>
  new Answer({
    status: 200,
    headers: ['content-type', 'application/json'],
    body: Buffer.from(text),
    etag: '"1.x"',
    tags,
    expiresAt,
  });

/** Has one answer made and kept. */
function keep(cache: ReturnType<typeof answerCache>, key: string, kept: Answer): void {
  cache.takeOff(key).land(kept);
}

t.test('a purge takes what carries one of its names, and nothing else', async (t) => {
  const cache = answerCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['articles', '1']));
  keep(cache, '/b', answer(['articles', '2']));
  keep(cache, '/c', answer(['3']));
  cache.purge(['2', 'nobody']);
  t.same(
    ['/a', '/b', '/c'].map((key) => cache.get(key) !== undefined),
    [true, false, true],
  );
  cache.purge(['articles', '3']);
  t.same(cache.figures, { entries: 0, bytes: 0, tags: 0 }, 'and leaves nothing behind');
  keep(cache, '/a', answer(['1']));
  cache.purge(['*']);
  t.equal(cache.figures.entries, 0, 'all of them, when asked for all');
});

t.test('an answer that was begun before a purge of its names is not kept after it', async (t) => {
  for (const names of [['1'], ['*']]) {
    const cache = answerCache({ maxBytes: 1_000_000 });
    const flight = cache.takeOff('/a');
    cache.purge(names);
    flight.land(answer(['1']));
    t.equal(cache.get('/a'), undefined, names.join());
    t.ok(await flight.landed, 'those who asked before get it');
  }
  const cache = answerCache({ maxBytes: 1_000_000 });
  const [first, second] = [cache.takeOff('/a'), cache.takeOff('/b')];
  cache.purge(['2']);
  const third = cache.takeOff('/c');
  first.land(answer(['1']));
  second.land(answer(['2']));
  third.land(answer(['2']));
  t.ok(cache.get('/a'), 'a purge of other names does not matter');
  t.notOk(cache.get('/b'));
  t.ok(cache.get('/c'), 'nor does one from before it was begun');
});

t.test('however many purges there are, none is forgotten while an answer is on its way', async (t) => {
  for (const count of [999, 1_000, 1_001, 2_500]) {
    const cache = answerCache({ maxBytes: 1_000_000 });
    const early = cache.takeOff('/early');
    cache.purge(['1']);
    for (let n = 0; n < count; n++) cache.purge([`other-${n}`]);
    const late = cache.takeOff('/late');
    early.land(answer(['1']));
    late.land(answer(['1']));
    t.notOk(cache.get('/early'), `${count} purges later`);
    t.ok(cache.get('/late'), 'what was begun after all of them is kept');
  }
});

t.test('whoever asks after a purge does not join a flight from before it', async (t) => {
  const cache = answerCache({ maxBytes: 1_000_000 });
  const before = cache.takeOff('/a');
  t.equal(cache.flight('/a'), before);
  cache.purge(['7']);
  t.equal(cache.flight('/a'), undefined);
  const after = cache.takeOff('/a');
  before.land(answer(['1'], 'old'));
  t.equal(cache.flight('/a'), after, 'and an old flight that lands does not end a new one');
  after.land(undefined);
  t.equal(cache.flight('/a'), undefined);
});

t.test('while changes may be missed it is empty and takes nothing', async (t) => {
  const cache = answerCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['1']));
  const under = cache.takeOff('/b');
  cache.suspend();
  t.notOk(cache.live);
  t.equal(cache.figures.entries, 0);
  cache.resume();
  under.land(answer(['2']));
  t.notOk(cache.get('/b'), 'also what was on its way meanwhile');
  keep(cache, '/c', answer(['3']));
  t.ok(cache.get('/c'));
});

t.test('an answer lives as long as it is true', async (t) => {
  const cache = answerCache({ maxBytes: 1_000_000 });
  keep(cache, '/a', answer(['1'], 'x', Date.now() - 1));
  t.equal(cache.get('/a'), undefined);
  t.same(cache.figures, { entries: 0, bytes: 0, tags: 0 });
});

t.test('memory is bounded, encodings included; what is used least goes first', async (t) => {
  const cache = answerCache({ maxBytes: 400_000 });
  const large = (n: number) => answer([String(n)], `${n}`.padEnd(30_000, 'abcdefgh'));
  for (let n = 0; n < 50; n++) {
    keep(cache, `/${n}`, large(n));
    cache.get('/0');
  }
  t.ok(cache.figures.bytes <= 400_000 && cache.figures.bytes > 300_000);
  t.ok(cache.get('/0'));
  t.notOk(cache.get('/1'));
  t.equal(cache.figures.tags, cache.figures.entries);
  const before = cache.figures.bytes;
  await cache.get('/0')?.variant('gzip', 'id');
  t.ok(cache.figures.bytes > before, 'an encoding weighs, too');
  keep(cache, '/huge', answer(['1'], 'x'.repeat(100_000)));
  t.notOk(cache.get('/huge'), 'one answer does not push out all others');
  t.notOk(answerCache({ maxBytes: 0 }).live, 'without memory there is no cache');
});

t.test('each encoding is made once, and has an entity tag of its own', async (t) => {
  const text = JSON.stringify({ words: 'newsroom '.repeat(500) });
  const made = answer(['1'], text);
  const [first, second] = [made.variant('br', 'id'), made.variant('br', 'id')];
  t.equal(first, second, 'two who ask at once wait for the same');
  t.equal(await first, made.variant('br', 'id'), 'later it is there');
  const tags = (['identity', 'gzip', 'br'] as const).map((encoding) => made.etagIn(encoding));
  t.same(tags, ['"1.x"', '"1.x-gzip"', '"1.x-br"']);
  t.ok((await first).body.length < text.length / 5);
  const small = answer(['1'], '{}');
  t.equal(small.variant('gzip', 'id'), small.variant('identity', 'id'), 'what is small goes as it is');
});
