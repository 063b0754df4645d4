import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createLookupCache, createMemoryCache } from '../../../src/platform/cache/index.js';

type Value = { text: string; until: Date | null };

function cached({ maxBytes = 1_000_000 } = {}) {
  const cache = createMemoryCache({ maxBytes });
  const lookups = createLookupCache<Value>(cache, ({ until }) => until);
  let loads = 0;
  const find = (name: string, value: Value | undefined, during: () => unknown = () => {}) =>
    lookups.find(name, async () => {
      loads++;
      await during();
      return value;
    });
  return { cache, find, loads: () => loads };
}

const current: Value = { text: 'a', until: null };

t.test('loads a value once until its name is purged', async (t) => {
  const { cache, find, loads } = cached();
  t.equal(await find('1', current), current);
  t.equal(await find('1', undefined), current);
  cache.purge(['2']);
  t.equal(await find('1', undefined), current);
  t.equal(loads(), 1);
  cache.purge(['1']);
  t.equal(await find('1', undefined), undefined);
  cache.purge(['*']);
  t.equal(loads(), 2);
});

t.test('does not keep a value that was purged while it was loaded', async (t) => {
  const { cache, find } = cached();
  await find('1', current, () => cache.purge(['1']));
  t.equal(await find('1', undefined), undefined);
});

t.test('does not keep the absence of a value', async (t) => {
  const { find } = cached();
  t.equal(await find('1', undefined), undefined);
  t.equal(await find('1', current), current);
});

t.test('does not return a value after its end', async (t) => {
  const { find, loads } = cached();
  const value = { text: 'a', until: new Date(Date.now() + 50) };
  await find('1', value);
  t.equal(await find('1', undefined), value);
  await sleep(60);
  t.equal(await find('1', undefined), undefined);
  await find('2', { text: 'b', until: new Date(Date.now() - 1) });
  await find('2', undefined);
  t.equal(loads(), 4);
});

t.test('loads each value while changes may be missed or there is no cache', async (t) => {
  const { cache, find } = cached();
  await find('1', current);
  cache.suspend();
  t.equal(await find('1', undefined), undefined);
  cache.resume();
  t.equal(await find('1', undefined), undefined);
  await find('1', current);
  cache.startProving(() => {});
  t.equal(await find('1', undefined), undefined, 'nothing proves that no change was missed');
  cache.prove(Date.now());
  t.equal(await find('1', undefined), current);
  const without = cached({ maxBytes: 0 });
  await without.find('1', current);
  t.equal(await without.find('1', undefined), undefined);
});
