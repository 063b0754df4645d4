import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { CachedResponse, createMemoryCache } from '../../../src/platform/cache/index.js';

const answer = () =>
  new CachedResponse({
    status: 200,
    headers: ['content-type', 'application/json'],
    body: Buffer.from('x'),
    etag: '"1.x"',
    tags: ['1'],
    expiresAt: Date.now() + 60_000,
  });

function proving() {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  let asked = 0;
  cache.startProving(() => {
    asked++;
  });
  cache.startFlight('/a').complete(answer());
  return { cache, asked: () => asked };
}

t.test('is always proved when there is no other process', async (t) => {
  const cache = createMemoryCache({ maxBytes: 1_000_000 });
  cache.startFlight('/a').complete(answer());
  t.ok(cache.isProved);
  t.ok(cache.get('/a'));
});

t.test('returns nothing before the first proof or after the last one is too old', async (t) => {
  const { cache } = proving();
  t.equal(cache.get('/a'), undefined);
  cache.prove(Date.now());
  t.ok(cache.get('/a'));
  cache.prove(Date.now() - 800);
  t.equal(cache.get('/a'), undefined, 'a proof that took too long is too old');
  cache.prove(Date.now());
  await sleep(900);
  t.equal(cache.get('/a'), undefined, 'no proof has arrived since');
  cache.prove(Date.now());
  t.ok(cache.get('/a'), 'the entry is still there, as no change was missed');
});

t.test('asks for a proof only when it is read, one at a time', async (t) => {
  const { cache, asked } = proving();
  cache.prove(Date.now() - 400);
  for (let reads = 0; reads < 10; reads++) t.ok(cache.get('/a'));
  t.equal(asked(), 1);
  cache.prove(Date.now());
  for (let reads = 0; reads < 10; reads++) cache.get('/a');
  t.equal(asked(), 1, 'a fresh proof is enough');
  await sleep(350);
  t.equal(asked(), 1, 'without reads no proof is requested');
});

t.test('waits briefly for a proof, once', async (t) => {
  const { cache } = proving();
  t.notOk(cache.isProved);
  const waiting = cache.waitForProof();
  cache.prove(Date.now());
  t.ok(await waiting);
  cache.suspend();
  cache.resume();
  t.notOk(cache.isProved);
  t.notOk(await cache.waitForProof(), 'the proof does not arrive');
  t.equal(cache.waitForProof(), false, 'later requests do not wait');
});

t.test('does not wait when suspended, and resets planned invalidations', async (t) => {
  const { cache } = proving();
  cache.prove(Date.now());
  t.equal(cache.validForMs(['1'], Date.now()), undefined);
  cache.setPlannedInvalidations({ byName: new Map() });
  t.notOk(cache.isProved === false);
  cache.suspend();
  t.equal(cache.validForMs(['1'], Date.now()), 1_000);
  t.equal(cache.get('/a'), undefined);
});
