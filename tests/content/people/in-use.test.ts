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

t.test('refuses to delete a person whose mention an editor has confirmed or added', async (t) => {
  const { slug } = await post('/v1/people', { name: 'Wilma Confirmed' });
  const text = 'Wilma Confirmed spoke. Then WC left.';
  await post('/v1/articles', { headline: 'Decided', slug: 'decided', body: `<p>${text}</p>` });
  await post('/v1/articles/decided/mentions/relink', {});
  const { data } = (await request('GET', '/v1/desk/articles/decided/mentions', { as: 'editor' })).body;
  const [mention] = data;
  t.equal(mention.person.slug, slug);
  const decide = async (id: string, status: string) =>
    t.equal((await request('PATCH', `/v1/mentions/${id}`, { as: 'editor', body: { status } })).status, 200, status);
  await decide(mention.id, 'confirmed');
  await refusedFor(t, slug, 1);
  await post('/v1/articles/decided/publish', {});
  await post('/v1/articles/decided/mentions/relink', {});
  await refusedFor(t, slug, 1);
  await decide(mention.id, 'rejected');
  const start = text.indexOf('WC');
  const added = await post('/v1/articles/decided/mentions', { field: 'body', start, end: start + 2, person: slug });
  await refusedFor(t, slug, 1);
  await decide(added.id, 'rejected');
  t.equal(
    (await request('DELETE', `/v1/people/${slug}`, { as: 'editor' })).status,
    204,
    'rejected mentions do not count',
  );
});

t.test('deletes a person whose mentions were only found automatically', async (t) => {
  const { slug } = await post('/v1/people', { name: 'Wim Automatic' });
  await post('/v1/articles', { headline: 'Found', slug: 'found', body: '<p>Wim Automatic spoke.</p>' });
  await post('/v1/articles/found/mentions/relink', {});
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
