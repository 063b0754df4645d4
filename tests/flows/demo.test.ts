import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { request, newsroom } = await openNewsroom(t);

t.test('loads the demo newsroom completely, and only into an empty database', async (t) => {
  t.equal(await newsroom.loadDemo(), true);
  t.equal(await newsroom.loadDemo(), false, 'existing data is left alone');
  const total = async (url: string, as?: 'admin') =>
    (await request('GET', `${url}${url.includes('?') ? '&' : '?'}count=exact&limit=1`, as === undefined ? {} : { as }))
      .body.page.total;

  t.equal(await total('/v1/sections'), 6);
  t.ok((await total('/v1/people')) >= 15);
  t.ok((await total('/v1/articles')) >= 10);
  t.ok((await total('/v1/desk/articles?status=draft', 'admin')) >= 1);
  t.equal(await total('/v1/desk/comments', 'admin'), 20);
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
