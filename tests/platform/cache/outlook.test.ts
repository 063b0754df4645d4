import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { shortenCacheControl } from '../../../src/platform/cache/index.js';
import { openNewsroom } from '../../support/newsroom.js';

t.test('shortens every cache time to how long a response stays valid', async (t) => {
  const usual = 'public, max-age=10, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400';
  t.equal(shortenCacheControl(usual, 100_000), usual);
  t.equal(
    shortenCacheControl(usual, 200.9),
    'public, max-age=10, s-maxage=60, stale-while-revalidate=140, stale-if-error=140',
  );
  t.equal(
    shortenCacheControl(usual, 30),
    'public, max-age=10, s-maxage=30, stale-while-revalidate=0, stale-if-error=0',
  );
  t.equal(shortenCacheControl(usual, 0.4), 'public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0');
  t.equal(shortenCacheControl('no-store', 1), 'no-store');
});

const { request, newsroom, statements, sent } = await openNewsroom(t);
const as = 'editor';
const post = (url: string, body?: object) => request('POST', url, body === undefined ? { as } : { as, body });
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

async function story(headline: string): Promise<string> {
  const { id } = (await post('/v1/articles', { headline })).body;
  return `/v1/articles/${id}`;
}

/** Returns how long a response may be shown. Seconds. */
async function longest(url: string): Promise<number> {
  const header = (await request('GET', url)).headers['cache-control'] ?? '';
  const of = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(header)?.[1] ?? 0);
  return Math.max(of('s-maxage'), of('max-age')) + Math.max(of('stale-while-revalidate'), of('stale-if-error'));
}

const until = async (isSo: () => Promise<boolean>) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error('It never came to pass.');
};

t.test('limits responses that a plan will change, from the moment it is made', async (t) => {
  const [quiet, live, planned] = [await story('Quiet'), await story('Live'), await story('Planned')];
  for (const url of [quiet, live]) await post(`${url}/publish`);
  const lists = ['/v1/articles', '/v1/articles?limit=1', '/v1/feeds/atom', '/sitemap.xml'];
  for (const url of [quiet, live, ...lists]) t.equal(await longest(url), 86_460, url);

  await post(`${planned}/schedule`, { at: inSeconds(200) });
  const next = lists[0] ?? '';
  await until(async () => (await longest(next)) > 1);
  for (const url of lists) {
    const seconds = await longest(url);
    t.ok(seconds > 100 && seconds <= 141, `${url} may be cached for ${seconds} s`);
  }
  t.ok((await longest('/v1/articles/what-is-not-there')) <= 141);
  t.equal(await longest(quiet), 86_460, 'an article without a plan is cached for the usual time');
  t.equal(await longest(live), 86_460);

  await post(`${live}/schedule`, { unpublishAt: inSeconds(100) });
  await until(async () => (await longest(next)) > 1);
  t.ok((await longest(live)) <= 50, 'half of the time is left here and half elsewhere');
  for (const url of lists) t.ok((await longest(url)) <= 50, url);

  await post(`${live}/unschedule`);
  await post(`${planned}/unschedule`);
  await until(async () => (await longest(next)) === 86_460);
  t.equal(await longest(live), 86_460);
});

t.test('serves nothing from the cache after a planned time, whichever process publishes', async (t) => {
  const url = await story('In a moment');
  await post(`${url}/schedule`, { at: inSeconds(1.2) });
  t.equal((await request('GET', url)).status, 404);
  statements();
  await request('GET', '/v1/articles?fields=slug');
  t.equal(sent().length > 0, true);
  const task = newsroom.articles.plans.queue;
  await until(async () => {
    await task?.work();
    return (await request('GET', url)).status === 200;
  });
  t.match((await request('GET', '/v1/articles?fields=headline')).text, 'In a moment');
});
