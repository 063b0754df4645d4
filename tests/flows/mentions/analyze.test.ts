import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);

const add = (body: Record<string, unknown>) => request('POST', '/v1/people', { as: 'editor', body });
await add({
  name: 'Angela Merkel',
  givenName: 'Angela',
  familyName: 'Merkel',
  roles: [{ title: 'Federal Chancellor', from: '2005-11-22', to: '2021-12-08' }],
});
await add({ name: 'Theresa May', givenName: 'Theresa', familyName: 'May' });

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
const analyze = async (body: Record<string, unknown>): Promise<any> => {
  const answer = await request('POST', '/v1/mentions/analyze', { body });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
};

t.test('finds who is named, where and how in any text, and stores nothing', async (t) => {
  const text =
    '“It will be done before the month is over,” Chancellor Angela Merkel said in May. May disagreed. Merkel left.';
  const { mentions, suggestions } = await analyze({ text, date: '2017-05-12' });
  t.strictSame(
    mentions.map(({ start, end, surface, person, title, quoted }: Record<string, never>) => [
      text.slice(start, end) === surface,
      (person as unknown as { slug: string }).slug,
      title,
      quoted,
    ]),
    [
      [true, 'angela-merkel', 'Chancellor', 'direct'],
      [true, 'angela-merkel', null, 'none'],
    ],
  );
  t.ok(Array.isArray(suggestions));
  t.equal((await request('GET', '/v1/people')).body.data.length, 2);
});

t.test('suggests unknown people', async (t) => {
  const text = 'The report was written by Deborah Winterbottom, a lawyer from Leeds. Senator Wilma Brandt has read it.';
  const { mentions, suggestions } = await analyze({ text });
  t.strictSame(mentions, []);
  const names = suggestions.map(({ name, reason }: { name: string; reason: string }) => `${name}: ${reason}`);
  t.ok(names.includes('Wilma Brandt: title-before-unknown'), names.join());
  t.ok(names.includes('Deborah Winterbottom: looks-like-a-name'), names.join());
  for (const { name, start, end } of suggestions) t.equal(text.slice(start, end), name);
});

t.test('uses the current directory, and reads it only once while it is unchanged', async (t) => {
  await analyze({ text: 'Nobody.' });
  statements();
  await analyze({ text: 'Nobody.' });
  t.strictSame(statements(), []);
  await analyze({ text: 'Angela Merkel.' });
  t.equal(statements().length, 1, 'only the names of the matched people are read');
  await add({ name: 'Zebulon Quirk' });
  const { mentions } = await analyze({ text: 'Zebulon Quirk spoke.' });
  t.equal(mentions[0]?.person.slug, 'zebulon-quirk');
  await request('DELETE', '/v1/people/zebulon-quirk', { as: 'editor' });
  t.strictSame((await analyze({ text: 'Zebulon Quirk spoke.' })).mentions, []);
});

t.test('returns both candidates for an ambiguous surname, with low confidence', async (t) => {
  await add({ name: 'Hermann Merkel', givenName: 'Hermann', familyName: 'Merkel' });
  const { mentions } = await analyze({ text: 'Hermann Merkel came. Angela Merkel came. Merkel left.' });
  t.equal(mentions[2].candidates.length, 2);
  t.ok(mentions[2].confidence < 0.6);
});

t.test('names invalid input, and handles long and hostile texts', async (t) => {
  for (const body of [
    {},
    { text: 1 },
    { text: 'x', date: 'yesterday' },
    { text: 'x', lang: '!' },
    { text: 'x\u0000' },
    { text: 'x', more: 1 },
  ])
    t.equal((await request('POST', '/v1/mentions/analyze', { body })).status, 400, JSON.stringify(body));
  const hostile = [
    '',
    ' ',
    'Merkel '.repeat(20_000),
    'A. '.repeat(50_000),
    '“'.repeat(100_000),
    'a-'.repeat(90_000),
    '😀'.repeat(50_000),
    '"Merkel" said '.repeat(9_000),
  ];
  for (const text of hostile) t.ok(Array.isArray((await analyze({ text })).mentions), text.slice(0, 9));
});
