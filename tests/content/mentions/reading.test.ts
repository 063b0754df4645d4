import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom, database, statements } = await openNewsroom(t);

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
async function send(method: string, url: string, body?: unknown, status = 200): Promise<any> {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

for (const name of ['Angela Merkel', 'Theresa May', 'Emmanuel Macron']) {
  const [givenName, familyName] = name.split(' ');
  await send('POST', '/v1/people', { name, givenName, familyName }, 201);
}

async function publish(slug: string, body: string, people: object[] = []) {
  await send('POST', '/v1/articles', { headline: slug, slug, body, people }, 201);
  await send('POST', `/v1/articles/${slug}/publish`);
  await send('POST', `/v1/articles/${slug}/mentions/relink`);
}

await publish(
  'one',
  '<p><b>Angela</b> Merkel met <a href="https://example.org/">Theresa May</a>. &lt;Merkel&gt; left.</p>',
);
await publish('two', '<p>Angela Merkel and Emmanuel Macron.</p>', [{ person: 'theresa-may', relation: 'author' }]);
await publish('three', '<p>Angela Merkel and Emmanuel Macron again.</p>');

const count = async (url: string) => {
  statements();
  const answer = await request('GET', url);
  return { ...answer, sql: statements().length };
};

t.test('marks people in the body and leaves the rest unchanged', async (t) => {
  const { body } = await count('/v1/articles/one?annotate=people');
  t.equal(
    body.body,
    '<p><b><a data-person="angela-merkel" href="/v1/people/angela-merkel">Angela</a></b> <a data-person="angela-merkel" href="/v1/people/angela-merkel">Merkel</a> met <a href="https://example.org/"><span data-person="theresa-may">Theresa May</span></a>. &lt;<a data-person="angela-merkel" href="/v1/people/angela-merkel">Merkel</a>> left.</p>',
  );
  t.notOk('mentions' in body);
  t.equal((await request('GET', '/v1/articles/one?annotate=people&include=mentions')).body.mentions.length, 3);
  t.strictSame(Object.keys((await request('GET', '/v1/articles/one?annotate=people&fields=slug,body')).body), [
    'slug',
    'body',
  ]);
  t.equal((await request('GET', '/v1/articles/one?annotate=people&bodyFormat=text')).status, 400);
  t.match((await send('GET', '/v1/desk/articles/one?annotate=people')).body, 'data-person');
});

t.test('names articles and people, but no mentions or quotes, in the surrogate key', async (t) => {
  await publish('long', `<p>${'“We will see,” Angela Merkel said. '.repeat(1_000)}</p>`);
  const idOf = async (url: string) => (await request('GET', url)).body.id.slice(24);
  const [long, merkel] = [await idOf('/v1/articles/long'), await idOf('/v1/people/angela-merkel')];
  const whole = await request('GET', '/v1/articles/long?include=mentions');
  t.ok(whole.body.mentions.length >= 1_000 && whole.body.mentions.some(({ quotes }: { quotes: [] }) => quotes.length));
  t.strictSame(whole.headers['surrogate-key']?.split(' '), [long, merkel]);
  const list = await request('GET', '/v1/articles?include=mentions&limit=100');
  t.ok((list.headers['surrogate-key']?.length ?? 0) < 200, 'the header stays short');
  const mentions = (await request('GET', '/v1/articles/long/mentions?limit=100')).headers['surrogate-key'];
  t.strictSame(mentions?.split(' ').sort(), [long, merkel].sort());
  for (const url of ['/v1/people/angela-merkel/mentions?limit=100', '/v1/people/angela-merkel/quotes?limit=100']) {
    const { headers, body } = await request('GET', url);
    t.equal(body.data.length, 100);
    const expected = new Set([
      'articles',
      merkel,
      ...body.data.map((one: { article: { id: string } }) => one.article.id.slice(24)),
    ]);
    t.strictSame(new Set(headers['surrogate-key']?.split(' ')), expected, url);
  }
  await send('POST', '/v1/articles/long/unpublish');
});

t.test('does not mark uncertain mentions', async (t) => {
  await publish('unsure', '<p>Wilma Merkel, Angela Merkel.</p><p>Then Merkel left.</p>');
  await send('POST', '/v1/people', { name: 'Wilma Merkel', givenName: 'Wilma', familyName: 'Merkel' }, 201);
  await send('POST', '/v1/articles/unsure/mentions/relink');
  const { body } = (await request('GET', '/v1/articles/unsure?annotate=people')).body;
  t.match(body, '<p>Then Merkel left.</p>');
  t.match(body, 'data-person="wilma-merkel"');
});

t.test('reads people and mentions in one public statement', async (t) => {
  for (const url of [
    '/v1/articles/one/mentions',
    '/v1/people/angela-merkel/mentions',
    '/v1/people/angela-merkel',
    '/v1/articles/one?include=mentions',
    '/v1/articles/one?annotate=people',
    '/v1/articles?include=mentions',
    '/v1/people?q=merkel',
    '/v1/people?q=mrekel',
    '/v1/articles?person=angela-merkel',
  ]) {
    const { status, sql } = await count(url);
    t.equal(status, 200, url);
    t.equal(sql, 1, url);
  }
});

t.test("returns the number of a person's articles, the first, the latest and related people", async (t) => {
  const { body } = await request('GET', '/v1/people/angela-merkel');
  t.equal(body.articleCount, 4);
  t.equal(body.firstAppearance.slug, 'one');
  t.equal(body.latestAppearance.slug, 'unsure');
  t.strictSame(
    body.with.map(({ slug, articleCount }: Record<string, unknown>) => [slug, articleCount]),
    [
      ['emmanuel-macron', 2],
      ['theresa-may', 1],
      ['wilma-merkel', 1],
    ],
    'the author of an article is not a related person',
  );
  const nobody = await send('POST', '/v1/people', { name: 'Nobody Yet' }, 201);
  t.match(nobody, { articleCount: 0, firstAppearance: null, latestAppearance: null, with: [] });
  await send('POST', '/v1/articles/three/unpublish');
  t.equal(
    (await request('GET', '/v1/people/angela-merkel')).body.articleCount,
    3,
    'the publication purges the cached person',
  );
  t.match((await request('GET', '/v1/people/angela-merkel?fields=articleCount')).body, { articleCount: 3 });
});

t.test('shows mentions and suggestions of a draft only in the desk view', async (t) => {
  await send(
    'POST',
    '/v1/articles',
    { headline: 'Secret', slug: 'secret', body: '<p>Angela Merkel is named.</p>' },
    201,
  );
  await send('POST', '/v1/articles/secret/mentions/relink');
  t.equal((await request('GET', '/v1/articles/secret/mentions')).status, 404);
  t.notOk((await request('GET', '/v1/people/angela-merkel/mentions')).text.includes('secret'));
  t.equal((await send('GET', '/v1/desk/articles/secret/mentions')).data.length, 1);
  await send('PATCH', '/v1/articles/one', { body: '<p>Emmanuel Macron alone.</p>' });
  await send('POST', '/v1/articles/one/mentions/relink');
  t.notOk(
    (await request('GET', '/v1/articles/one/mentions')).text.includes('macron'),
    'an edit stays private until it is published',
  );
  t.notOk((await request('GET', '/v1/articles?person=emmanuel-macron')).text.includes('"one"'));
});

t.test('keeps the people whom an editor named when changes are discarded', async (t) => {
  await send('POST', '/v1/articles/one/discard-changes');
  t.strictSame((await send('GET', '/v1/desk/articles/one')).people, []);
  await newsroom.linking.relinkAll();
  t.ok((await newsroom.linking.drain(() => {})) > 3);
  t.equal((await request('GET', '/v1/articles/one/mentions')).body.data.length, 3);
});

t.test('keeps two thousand mentions of one text, and the first mention of each person before others', async (t) => {
  await publish('repeated', `<p>${'Angela Merkel left. '.repeat(2_100)}Theresa May and Emmanuel Macron stayed.</p>`);
  const { mentions } = (await request('GET', '/v1/articles/repeated?include=mentions')).body;
  const slugs = mentions.map(({ person }: { person: { slug: string } }) => person.slug);
  t.strictSame(slugs, [...Array(1_998).fill('angela-merkel'), 'theresa-may', 'emmanuel-macron']);
});

t.test('decides on a mention that still names a merged person', async (t) => {
  const { id: merged } = await send('POST', '/v1/people', { name: 'Ada Quill' }, 201);
  const { id: remaining } = await send('POST', '/v1/people', { name: 'Adelheid Quill' }, 201);
  await publish('merged', '<p>Ada Quill left.</p>');
  const [mention] = (await send('GET', '/v1/desk/articles/merged/mentions')).data;
  await send('POST', `/v1/people/${merged}/merge`, { into: remaining });
  // As if the linker had saved its result, found before the merge, after it.
  await database.prisma.mention.update({ where: { id: mention.id }, data: { personId: merged } });
  const decided = await send('PATCH', `/v1/mentions/${mention.id}`, { status: 'rejected' });
  t.equal(decided.status, 'rejected');
});
