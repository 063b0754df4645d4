import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);

async function post(url: string, body: Record<string, unknown>) {
  const answer = await request('POST', url, { as: 'editor', body });
  if (answer.status >= 300) throw new Error(answer.text);
  return answer.body;
}

const story = (slug: string, people: string[]) =>
  post('/v1/articles', {
    headline: `Story ${slug}`,
    slug,
    body: '<p>Text.</p>',
    bodyFormat: 'html',
    people: people.map((person) => ({ person, relation: 'subject' })),
  });

async function refusedFor(t: { equal(found: unknown, wanted: unknown): unknown }, slug: string, articles: number) {
  const refused = await request('DELETE', `/v1/people/${slug}`, { as: 'editor' });
  t.equal(refused.status, 409);
  t.equal(refused.body.code, 'person-in-use');
  t.equal(refused.body.articles, articles);
  t.equal((await request('GET', `/v1/people/${slug}`)).status, 200);
}

t.test('refuses to delete a person whom draft copies name, with the number of articles', async (t) => {
  const { slug } = await post('/v1/people', { name: 'Named Twice' });
  await story('first', [slug]);
  await story('second', [slug]);
  await refusedFor(t, slug, 2);
});

t.test('refuses to delete a person whom only a publication names, counting each article once', async (t) => {
  const { slug } = await post('/v1/people', { name: 'Still Public' });
  await story('live', [slug]);
  t.equal((await request('POST', '/v1/articles/live/publish', { as: 'editor' })).status, 200);
  await refusedFor(t, slug, 1);
  t.equal((await request('PATCH', '/v1/articles/live', { as: 'editor', body: { people: [] } })).status, 200);
  await refusedFor(t, slug, 1);
  t.equal((await request('POST', '/v1/articles/live/publish', { as: 'editor' })).status, 200);
  t.equal((await request('DELETE', `/v1/people/${slug}`, { as: 'editor' })).status, 204);
});

t.test('does not let a deletion and a new article that names the person both succeed', async (t) => {
  for (let round = 0; round < 5; round++) {
    const { id, slug } = await post('/v1/people', { name: `Raced ${round}` });
    const body = {
      headline: 'Race',
      body: '<p>x</p>',
      bodyFormat: 'html',
      people: [{ person: slug, relation: 'author' }],
    };
    const [article, deletion] = await Promise.all([
      request('POST', '/v1/articles', { as: 'editor', body }),
      request('DELETE', `/v1/people/${slug}`, { as: 'editor' }),
    ]);
    const named = await database.prisma.articlePerson.count({ where: { personId: id } });
    t.same([article.status, deletion.status, named], article.status === 201 ? [201, 409, 1] : [422, 204, 0]);
  }
});
