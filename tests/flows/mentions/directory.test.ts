import t from 'tap';
import { createDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { alias, person } from './marked-text.js';

const { request, sent } = await openNewsroom(t);

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
async function send(method: string, url: string, body?: unknown, status = 200): Promise<any> {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

const findNames = async (text: string) =>
  (await send('POST', '/v1/desk/mentions/analyze', { text })).mentions.map(
    ({ surface, person: found }: { surface: string; person: { slug: string } | null }) => `${surface}: ${found?.slug}`,
  );

t.test('knows a person immediately after each change', async (t) => {
  t.strictSame(await findNames('Wilma Abernathy came.'), []);
  await send('POST', '/v1/people', { name: 'Wilma Abernathy' }, 201);
  t.strictSame(await findNames('Wilma Abernathy came.'), ['Wilma Abernathy: wilma-abernathy']);
  await send('PATCH', '/v1/people/wilma-abernathy', { name: 'Wilma Quill' });
  t.strictSame(await findNames('Wilma Abernathy met Wilma Quill.'), [
    'Wilma Abernathy: wilma-abernathy',
    'Wilma Quill: wilma-abernathy',
  ]);
  await send('PATCH', '/v1/people/wilma-abernathy', { aliases: [] });
  t.strictSame(await findNames('Wilma Abernathy met Wilma Quill.'), ['Wilma Quill: wilma-abernathy']);
  await send('POST', '/v1/people', { name: 'W. Quillfeather' }, 201);
  await send('POST', '/v1/people/wilma-abernathy/merge', { into: 'w-quillfeather' });
  t.strictSame(await findNames('Wilma Quill came.'), ['Wilma Quill: w-quillfeather']);
  await send('POST', '/v1/people/wilma-abernathy/unmerge');
  t.strictSame(await findNames('Wilma Quill came.'), ['Wilma Quill: wilma-abernathy']);
  const { status } = await request('DELETE', '/v1/people/wilma-abernathy', { as: 'admin' });
  t.equal(status, 204);
  t.strictSame(await findNames('Wilma Quill came.'), []);
});

t.test('knows changed people after a change that makes all responses stale', async (t) => {
  await send('POST', '/v1/people', { name: 'Nora Pettigrew' }, 201);
  await request('POST', '/v1/sections', { as: 'admin', body: { name: 'World' } });
  t.strictSame(await findNames('Nora Pettigrew came.'), ['Nora Pettigrew: nora-pettigrew']);
  await send('PATCH', '/v1/people/nora-pettigrew', { name: 'Nora Hale' });
  await request('PATCH', '/v1/sections/world', { as: 'admin', body: { name: 'Globe' } });
  t.strictSame(await findNames('Nora Hale came.'), ['Nora Hale: nora-pettigrew']);
});

t.test('reads only the changed people after a change', async (t) => {
  for (const name of ['Ada Finch', 'Otis Wren']) await send('POST', '/v1/people', { name }, 201);
  await findNames('Ada Finch came.');
  await send('PATCH', '/v1/people/ada-finch', { name: 'Ada Swift' });
  sent();
  t.strictSame(await findNames('Ada Swift met Otis Wren.'), ['Ada Swift: ada-finch', 'Otis Wren: otis-wren']);
  const reads = sent().filter((sql) => sql.includes('person_aliases'));
  t.ok(reads.length > 0);
  t.ok(reads.every((sql) => sql.includes('ANY')));
});

t.test('shows only public people to readers, whether they are many or one', async (t) => {
  await send('POST', '/v1/people', { name: 'Private Finch', visibility: 'draft' }, 201);
  const analyze = async () =>
    (await request('POST', '/v1/mentions/analyze', { body: { text: 'Private Finch came.' } })).body.mentions.length;
  t.equal(await analyze(), 0);
  await send('PATCH', '/v1/people/private-finch', { visibility: 'public' });
  t.equal(await analyze(), 1);
});

t.test('forgets every name of a person who is removed', async (t) => {
  const people = [
    person({ name: 'Donald John Trump', shortNames: ['The Donald'], aliases: [alias('Дональд Трамп')] }),
    person({ name: '王建国' }),
    person({ name: 'Melania Trump' }),
  ];
  const directory = createDirectory();
  directory.update(people);
  const text = 'Donald John Trump, Donald Trump, Дональд Трамп, 王建国说 and Melania Trump.';
  const count = () => link({ body: text }, directory.all).mentions.length;
  t.equal(count(), 5);
  directory.remove(['Donald John Trump', '王建国', 'unknown']);
  t.equal(count(), 1);
  directory.update(people);
  directory.update(people);
  t.equal(count(), 5);
});

t.test('compares its people with the stamps of the database', async (t) => {
  const directory = createDirectory();
  directory.update([person({ name: 'a', id: 'a', stamp: '1' }), person({ name: 'b', id: 'b', stamp: '1' })]);
  const stamps = new Map([
    ['b', '2'],
    ['c', '1'],
  ]);
  t.strictSame(directory.compare(stamps, ''), { changedIds: ['b', 'c'], missingIds: ['a'] });
  t.strictSame(directory.compare(stamps, 'a'), { changedIds: ['b', 'c'], missingIds: [] });
});

t.test('reads no directory for the first text once it is ready', async (t) => {
  const fresh = await openNewsroom(t);
  await fresh.request('POST', '/v1/people', { as: 'editor', body: { name: 'Ada Finch', visibility: 'public' } });
  fresh.newsroom.linking.warm();
  t.equal((await fresh.request('GET', '/health/ready')).status, 200);
  fresh.sent();
  const { body } = await fresh.request('POST', '/v1/mentions/analyze', { body: { text: 'Ada Finch came.' } });
  t.equal(body.mentions.length, 1);
  t.strictSame(
    fresh.sent().filter((sql) => sql.includes('person_aliases')),
    [],
  );
});
