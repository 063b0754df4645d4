import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
async function send(method: string, url: string, body?: unknown, status = 200): Promise<any> {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

for (const name of ['Angela Merkel', 'Olaf Scholz']) await send('POST', '/v1/people', { name }, 201);

async function publish(slug: string, body: string) {
  await send('POST', '/v1/articles', { headline: slug, slug, body }, 201);
  await send('POST', `/v1/articles/${slug}/publish`);
  await send('POST', `/v1/articles/${slug}/mentions/relink`);
}

const quotesOf = async (person: string, query = '') =>
  (await request('GET', `/v1/people/${person}/quotes${query}`)).body;
const texts = ({ data }: { data: { text: string }[] }) => data.map(({ text }) => text);

await publish(
  'first',
  '<p>Angela Merkel came. “We agree,” Merkel said. “It is time.”</p><p>“No,” said Olaf Scholz.</p>',
);
await publish('second', '<p>“We shall see what comes of it,” Angela Merkel told reporters.</p>');

t.test('lists the quotes of a person in published articles with one statement, newest first', async (t) => {
  statements();
  const list = await quotesOf('angela-merkel');
  t.equal(statements().length, 1);
  t.equal(texts(list)[0], 'We shall see what comes of it');
  t.strictSame(new Set(texts(list)), new Set(['We shall see what comes of it', 'It is time.', 'We agree']));
  const { body } = (await request('GET', '/v1/articles/first?bodyFormat=text')).body;
  for (const { start, end, text, article, speaker, verb } of list.data) {
    if (article.slug !== 'first') continue;
    t.equal(body.slice(start, end), text);
    t.equal(speaker.slug, 'angela-merkel');
    t.equal(verb, 'said');
  }
  t.strictSame(texts(await quotesOf('olaf-scholz')), ['No']);
});

t.test('returns the quotes of a person in pages without gaps or repetitions', async (t) => {
  const all = texts(await quotesOf('angela-merkel'));
  const pages: string[] = [];
  let query = '?limit=1';
  for (let page = 0; page < 3; page += 1) {
    const { data, page: position } = await quotesOf('angela-merkel', query);
    pages.push(...texts({ data }));
    query = `?limit=1&after=${encodeURIComponent(position.next ?? '')}`;
  }
  t.strictSame(pages, all);
});

t.test('returns quotes with the mentions of an article and with an analysis', async (t) => {
  const { data } = (await request('GET', '/v1/articles/first/mentions')).body;
  t.strictSame(
    data.map(({ quoted, quotes }: { quoted: string; quotes: { text: string }[] }) => [quoted, texts({ data: quotes })]),
    [
      ['none', []],
      ['direct', ['We agree', 'It is time.']],
      ['direct', ['No']],
    ],
  );
  const { mentions } = (await request('GET', '/v1/articles/first?include=mentions')).body;
  t.strictSame(texts({ data: mentions[2].quotes }), ['No']);
  const text = '“Yes,” said Angela Merkel.';
  const analysis = (await request('POST', '/v1/mentions/analyze', { body: { text } })).body;
  const [{ speaker, ...quote }] = analysis.quotes;
  t.strictSame(quote, { text: 'Yes', start: 1, end: 4, verb: 'said' });
  t.equal(speaker.slug, 'angela-merkel');
});

t.test('shows no quotes from drafts, and follows the decisions of editors', async (t) => {
  await send(
    'POST',
    '/v1/articles',
    { headline: 'draft', slug: 'draft', body: '<p>“Not yet,” said Olaf Scholz.</p>' },
    201,
  );
  await send('POST', '/v1/articles/draft/mentions/relink');
  t.strictSame(texts(await quotesOf('olaf-scholz')), ['No']);
  const { data } = await send('GET', '/v1/desk/articles/first/mentions');
  const { id } = data[2];
  await send('PATCH', `/v1/mentions/${id}`, { person: 'angela-merkel' });
  t.strictSame(texts(await quotesOf('olaf-scholz')), []);
  t.ok(texts(await quotesOf('angela-merkel')).includes('No'));
  await send('PATCH', `/v1/mentions/${id}`, { status: 'rejected' });
  t.notOk(texts(await quotesOf('angela-merkel')).includes('No'));
  await send('POST', '/v1/articles/first/unpublish');
  t.strictSame(texts(await quotesOf('angela-merkel')), ['We shall see what comes of it']);
  t.equal((await request('GET', '/v1/people/nobody/quotes')).status, 404);
});

t.test('moves the quotes of a person who is merged into another, and back', async (t) => {
  await send('POST', '/v1/people', { name: 'Angela Dorothea Merkel' }, 201);
  await send('POST', '/v1/people/angela-merkel/merge', { into: 'angela-dorothea-merkel' });
  t.strictSame(texts(await quotesOf('angela-dorothea-merkel')), ['We shall see what comes of it']);
  await send('POST', '/v1/people/angela-merkel/unmerge');
  t.strictSame(texts(await quotesOf('angela-merkel')), ['We shall see what comes of it']);
});

t.test('gives a quotation to the person who introduces it, not to the next one', async (t) => {
  const texts = [
    'Angela Merkel said: “We must act right now.” Olaf Scholz said the opposite.',
    'Angela Merkel said, “We must act right now.” Olaf Scholz told reporters that he disagreed.',
    'Angela Merkel said: “We must act right now.” But Olaf Scholz said he disagreed.',
    'Angela Merkel sagte: „Wir müssen jetzt handeln.“ Olaf Scholz sagte, er stimme zu.',
    'Angela Merkel a dit : « Il faut agir maintenant. » Olaf Scholz a dit le contraire.',
  ];
  for (const text of texts) {
    const { body } = await request('POST', '/v1/mentions/analyze', { body: { text } });
    t.same(
      body.quotes.map(({ speaker }: { speaker: { slug: string } }) => speaker.slug),
      ['angela-merkel'],
      text,
    );
  }
  const { body } = await request('POST', '/v1/mentions/analyze', {
    body: { text: 'The ferry was late. “We must act right now.” Olaf Scholz said this on Friday.' },
  });
  t.match(body.quotes, [{ speaker: { slug: 'olaf-scholz' } }], 'a quotation that nobody introduces');
});

t.test('gives a block quote with a source to that person, in the draft copy and in the publication', async (t) => {
  for (const name of ['Ann Porter', 'Ben Ito']) await send('POST', '/v1/people', { name }, 201);
  await publish(
    'block-quotes',
    '<p>Angela Merkel said so.</p><blockquote><p>We have agreed.</p><p>It is done.</p><cite>Ann Porter</cite></blockquote><p>“So we have,” said Ann Porter and Ben Ito.</p>',
  );
  const quoted = ['We have agreed.', 'It is done.', 'So we have'];
  t.strictSame(texts(await quotesOf('ann-porter')).sort(), quoted.sort());
  t.strictSame(texts(await quotesOf('ben-ito')), ['So we have']);
  const { data } = await send('GET', '/v1/desk/articles/block-quotes/mentions');
  t.strictSame(
    data.map(({ surface, quotes }: { surface: string; quotes: { text: string }[] }) => [
      surface,
      texts({ data: quotes }),
    ]),
    [
      ['Angela Merkel', []],
      ['Ann Porter', ['We have agreed.', 'It is done.']],
      ['Ann Porter', ['So we have']],
      ['Ben Ito', ['So we have']],
    ],
  );
});
