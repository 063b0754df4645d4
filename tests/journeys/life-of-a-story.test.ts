import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startBackground } from '../../src/platform/background/index.js';
import { openNewsroom } from '../support/newsroom.js';

const minute = 60_000;
let now = new Date();
const { request, newsroom, database } = await openNewsroom(t, { clock: () => now });
const relay = startBackground(
  database,
  { consumers: newsroom.consumers, signals: newsroom.signals },
  { error: (said: unknown) => t.fail(JSON.stringify(said)) },
);
t.teardown(() => relay.stop());
const timetable = newsroom.articles.plans.queue;

/** Advances the clock and runs everything that is due. */
async function pass(milliseconds: number): Promise<void> {
  now = new Date(now.getTime() + milliseconds);
  for (let next = await timetable?.work(); next !== 'idle'; next = await timetable?.work()) {
    if (next instanceof Date && next > now) return;
    // The linker may hold the article at this moment.
    if (next !== 'more') await sleep(25);
  }
}

/** Waits until all events have their position in the log. */
async function logged(): Promise<void> {
  relay.wake();
  for (let look = 0; look < 400 && (await database.prisma.event.count({ where: { position: null } })) > 0; look++)
    await sleep(25);
}

const as = 'editor';
const must = async (method: string, url: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await request(method, url, { as, headers, ...(body === undefined ? {} : { body }) });
  if (answer.status >= 300) throw new Error(`${method} ${url} → ${answer.status}: ${answer.text}`);
  return answer;
};

await must('POST', '/v1/sections', { name: 'Harbours' });
await must('POST', '/v1/people', { name: 'Ines Carrow' });
await must('POST', '/v1/people', { name: 'Ada Writer' });
const slug = 'zqslugxj';
const story = (
  await must('POST', '/v1/articles', {
    headline: 'First zqfirstxj word',
    slug,
    body: '<p>Ines Carrow spoke of zqfirstxj.</p>',
    section: 'harbours',
    tags: ['ferries'],
    people: [
      { person: 'ada-writer', relation: 'author' },
      { person: 'ines-carrow', relation: 'quoted' },
    ],
  })
).body;
const url = `/v1/articles/${slug}`;
const neighbour = (await must('POST', '/v1/articles', { headline: 'Neighbour', related: [story.id] })).body;
await must('POST', `/v1/articles/${neighbour.id}/publish`);
await must('POST', '/v1/lists', { name: 'Front', published: true, size: 5, rule: {}, items: [{ article: story.id }] });

/** Public addresses that show a live article by its headline. */
const shelves = [
  '/v1/articles',
  '/v1/articles?sort=-updatedAt',
  '/v1/articles?section=harbours&count=exact',
  '/v1/articles?person=ines-carrow',
  '/v1/articles?author=ada-writer',
  '/v1/articles?tag=ferries',
  '/v1/articles?lang=en',
  `/v1/articles?ids=${story.id}`,
  '/v1/articles?q=Carrow',
  '/v1/people/ines-carrow/articles',
  '/v1/articles/neighbour',
  '/v1/articles/neighbour?include=related',
  '/v1/lists/front',
  '/v1/feeds/rss',
  '/v1/feeds/atom',
  '/v1/feeds/json?section=harbours',
  '/news-sitemap.xml',
];
const addresses = [url, `/v1/articles/${story.id}`];
const forms = ['application/ld+json', 'application/vnd.iptc.ninjs+json', 'text/markdown'];

/** Returns all that the public sees: the lists above, and the article's own addresses in each format. */
async function look() {
  const seen = new Map<string, { status: number; text: string }>();
  for (const shelf of shelves) seen.set(shelf, await request('GET', shelf));
  for (const address of addresses) {
    seen.set(address, await request('GET', address));
    for (const accept of forms)
      seen.set(`${address} as ${accept}`, await request('GET', address, { headers: { accept } }));
  }
  return seen;
}

const wordsOf = { first: 'zqfirstxj', second: 'zqsecondxj', third: 'zqthirdxj' } as const;
type Word = keyof typeof wordsOf;

/** Checks that every public response has this one of the three words, or none and the expected status. */
async function expectPublic(t: Test, when: string, shown: { word: Word } | { status: 404 | 410 }): Promise<void> {
  for (const [what, { status, text }] of await look()) {
    const has = (Object.keys(wordsOf) as Word[]).filter((word) => text.includes(wordsOf[word]));
    t.same(has, 'word' in shown ? [shown.word] : [], `${when}: ${what}`);
    const own = addresses.some((address) => what.startsWith(address));
    t.equal(status, own && 'status' in shown ? shown.status : 200, `${when}: ${what}`);
    if (!own && 'status' in shown) t.notMatch(text, slug, `${when}: ${what} does not contain the slug`);
  }
  const isLive = 'word' in shown;
  t.equal((await request('GET', '/sitemap.xml')).text.includes(slug), isLive, `${when}: the sitemap is correct`);
  const { total } = (await request('GET', '/v1/articles?section=harbours&count=exact')).body.page;
  t.equal(total, isLive ? 1 : 0, `${when}: the count is correct`);
}

/** Returns for each public event of the article, in order, whether it is a tombstone. */
async function tombstones(): Promise<boolean[]> {
  await logged();
  const { data } = (await request('GET', '/v1/changes?limit=100')).body;
  return data
    .filter(
      ({ type, subject }: { type: string; subject: { id: string } }) =>
        /^article\.(?!linked)/.test(type) && subject.id === story.id,
    )
    .map(({ tombstone }: { tombstone: boolean }) => tombstone);
}

t.test("shows the public the right state at each step of an article's life", async (t) => {
  await expectPublic(t, 'a draft', { status: 404 });
  t.same(await tombstones(), [], 'a draft causes no public change');

  await must('POST', `${url}/locks`, {});
  const other = { as: 'admin' } as const;
  t.match(await request('POST', `${url}/locks`, { ...other, body: {} }), { status: 409, body: { code: 'locked' } });
  const etag = (await request('GET', `${url.replace('/v1/', '/v1/desk/')}`, { as })).headers.etag ?? '';
  await must('PATCH', url, { standfirst: 'By the one who holds the lock' }, { 'if-match': etag });
  const stale = { ...other, headers: { 'if-match': etag }, body: { standfirst: 'By somebody who has not seen that' } };
  t.equal((await request('PATCH', url, stale)).status, 412, 'a write with a stale ETag is refused');
  await must('DELETE', `${url}/locks`);

  await must('POST', `${url}/embargo`, { until: new Date(now.getTime() + 10 * minute).toISOString() });
  t.match(await request('POST', `${url}/publish`, { as }), { status: 409, body: { code: 'embargoed' } });
  const at = new Date(now.getTime() + 10 * minute).toISOString();
  await must('POST', `${url}/schedule`, { at });
  await pass(10 * minute - 1);
  await expectPublic(t, 'scheduled, a millisecond before its time', { status: 404 });
  t.same(await tombstones(), [], 'a plan causes no public change');

  await pass(1);
  await expectPublic(t, 'live', { word: 'first' });
  t.equal((await request('GET', url)).body.publishedAt, at);
  t.same(await tombstones(), [false], 'the publication is reported');

  await must('PATCH', url, { headline: 'Second zqsecondxj word', body: '<p>Ines Carrow spoke of zqsecondxj.</p>' });
  await expectPublic(t, 'edited behind the live copy', { word: 'first' });
  t.same(await tombstones(), [false], 'an edit causes no public change');

  const diff = await must('GET', `${url}/diff`);
  t.match(diff.text, /zqsecondxj/, 'the desk view shows what would change');
  const note = 'An earlier version had the wrong word.';
  await must('POST', `${url}/corrections`, { kind: 'correction', note, publish: true });
  await expectPublic(t, 'corrected', { word: 'second' });
  t.match((await request('GET', url)).body.corrections, [{ kind: 'correction', note }]);
  t.match((await request('GET', '/v1/corrections')).body.data, [{ note, article: { slug } }]);
  for (const feed of ['rss', 'atom', 'json']) t.match((await request('GET', `/v1/feeds/${feed}`)).text, note);
  t.match((await request('GET', url, { headers: { accept: 'application/ld+json' } })).text, note);

  await must('PATCH', url, { headline: 'Third zqthirdxj word' });
  const reason = 'Withdrawn for legal reasons.';
  await must('POST', `${url}/kill`, { reason });
  await expectPublic(t, 'killed', { status: 410 });
  t.match((await request('GET', url)).body, { code: 'gone', reason });
  t.same((await request('GET', '/v1/corrections')).body.data, [], 'its corrections are hidden, too');
  t.ok((await request('GET', `${url}/comments`)).status >= 404, 'its comments are hidden, too');
  const told = await tombstones();
  t.equal(told.at(-1), true, 'the removal is reported');
  t.same(told.slice(0, -1).includes(true), false, 'the removal is reported once');
});
