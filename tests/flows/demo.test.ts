import t from 'tap';
import { readPastTime, readTime } from '../../src/flows/demo/times.js';
import { openNewsroom } from '../support/newsroom.js';

const { request, newsroom } = await openNewsroom(t);

t.test('loads the demo newsroom completely, and only into an empty database', async (t) => {
  t.equal(await newsroom.loadDemo(), true);
  t.equal(await newsroom.loadDemo(), false, 'existing data is left alone');
  const total = async (url: string, as?: 'admin') =>
    (await request('GET', `${url}${url.includes('?') ? '&' : '?'}count=exact&limit=1`, as === undefined ? {} : { as }))
      .body.page.total;

  t.equal(await total('/v1/sections'), 8);
  t.ok((await total('/v1/people')) >= 15);
  t.ok((await total('/v1/articles')) >= 10);
  t.ok((await total('/v1/desk/articles?status=draft', 'admin')) >= 1);
  t.equal(await total('/v1/desk/comments', 'admin'), 26);
  t.ok((await total('/v1/desk/comments?status=pending', 'admin')) >= 1);
});

t.test('includes the Hamburg meeting with quotes, offices, sources, links and comments', async (t) => {
  const { data } = (await request('GET', '/v1/articles?q=trump putin hamburg&include=people,related&limit=100')).body;
  const heart = data.reduce((most: { people: unknown[] }, article: { people: unknown[] }) =>
    article.people.length > most.people.length ? article : most,
  );
  const { body } = await request('GET', `/v1/articles/${heart.slug}`);
  const named = body.people.filter(({ titleAsPrinted }: { titleAsPrinted: string | null }) => titleAsPrinted !== null);
  t.ok(named.length >= 12, `${named.length} leaders are named with their titles`);
  t.ok(body.people.some(({ relation }: { relation: string }) => relation === 'quoted'));
  t.equal(body.sources.length, 3);
  t.match(body.publishedAt, /^2017-07-0[678]/);
  const linked = (await request('GET', '/v1/articles?q=deliverables&include=related')).body.data;
  t.ok(linked.some(({ related }: { related: { id: string }[] }) => related.some(({ id }) => id === heart.id)));
  const comments = (await request('GET', `/v1/articles/${heart.slug}/comments?count=exact`)).body;
  t.equal(comments.page.total, body.commentCount);
  t.ok(body.commentCount > 0);
});

t.test('includes articles of this week in three languages, which accept comments', async (t) => {
  const now = Date.now();
  const { data } = (await request('GET', '/v1/articles?section=alderhaven&include=related')).body;
  t.same(new Set(data.map(({ lang }: { lang: string }) => lang)), new Set(['en', 'de', 'fr']));
  t.equal(data.length, 5);
  for (const { slug, publishedAt, kicker } of data) {
    const age = now - Date.parse(publishedAt);
    t.ok(age > 0 && age < 7 * 24 * 60 * 60 * 1000, `${slug} was published at ${publishedAt}`);
    t.ok(kicker, `${slug} has a kicker`);
    t.match((await request('GET', `/v1/articles/${slug}/comment-policy`)).body, { open: true }, slug);
  }
  t.match(
    data.find(({ lang }: { lang: string }) => lang === 'de'),
    { related: [{ slug: 'trams-return-to-alderhaven' }] },
    'a translation links the original',
  );
  const comments = (await request('GET', '/v1/desk/articles/trams-return-to-alderhaven/comments', { as: 'admin' }))
    .body;
  t.same(comments.data.map(({ status }: { status: string }) => status).sort(), [
    'approved',
    'approved',
    'approved',
    'pending',
  ]);
  const { body } = await request('GET', '/v1/articles/the-library-that-stays-open-until-midnight');
  t.ok(Date.parse(body.corrections[0].at) > Date.parse(body.publishedAt));
  const frontPage = (await request('GET', '/v1/lists/front-page')).body;
  t.ok(frontPage.items.some(({ article }: { article: { slug: string } }) => /alderhaven/.test(article.slug)));
});

t.test('has one scheduled article, and nothing else in the future', async (t) => {
  const { data } = (await request('GET', '/v1/desk/articles?status=scheduled', { as: 'admin' })).body;
  t.equal(data.length, 1);
  t.ok(Date.parse(data[0].scheduledFor) > Date.now());
  t.equal((await request('GET', `/v1/articles/${data[0].slug}`)).status, 404);
});

t.test('reads instants and offsets from now as times of the demo, and nothing else', async (t) => {
  const now = new Date('2030-01-10T12:00:00Z');
  t.same(readTime('-20m', now), new Date('2030-01-10T11:40:00Z'));
  t.same(readTime('-2h', now), new Date('2030-01-10T10:00:00Z'));
  t.same(readTime('+2d', now), new Date('2030-01-12T12:00:00Z'));
  t.same(readPastTime('2017-07-07T18:00:00Z', now), new Date('2017-07-07T18:00:00Z'));
  for (const text of ['', 'yesterday', '-2', '2h', '-2w', '2017-07-07', '2017-13-07T18:00:00Z'])
    t.throws(() => readTime(text, now), RangeError, text);
  t.throws(() => readPastTime('+1m', now), RangeError, 'a comment is not of the future');
});
