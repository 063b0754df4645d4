import t from 'tap';
import { directoryFiles, type ImportableKind } from '../../../src/flows/directory-files/index.js';
import { readPeople } from '../../../src/flows/people-import/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import {
  copyArticles,
  exportDirectory as exported,
  importDirectory,
  importPeopleFile as takePeople,
} from '../../support/newsroom-files.js';

/** A newsroom with nothing but what these tests import, and one that none of them changes after the demo was loaded. */
const shared = await openNewsroom(t);
const demo = await openNewsroom(t);
await demo.newsroom.loadDemo();

const take = (to: TestNewsroom, kind: ImportableKind, file: string | object) =>
  importDirectory(to, kind, typeof file === 'string' ? file : JSON.stringify(file));

const parsed = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const nothingElse = { omissions: [], refusals: [] };

t.test(
  'copies sections, people, lists and policies to another newsroom, and repeating it changes nothing',
  async (t) => {
    const [from, to] = [await openNewsroom(t), await openNewsroom(t)];
    await from.newsroom.loadDemo();
    const as = 'admin' as const;
    await from.request('POST', '/v1/sections', { as, body: { name: 'Attic', slug: 'attic', visibility: 'draft' } });
    await from.request('PATCH', '/v1/sections/world', { as, body: { description: 'All continents.', position: 7 } });
    const section = await from.request('GET', '/v1/sections/world');
    const [person] = (await from.request('GET', '/v1/people?limit=1')).body.data;
    const rule = {
      section: section.body.id,
      author: person.id,
      tag: 'g20',
      'publishedAt[gte]': '2017-01-01T00:00:00Z',
    };
    await from.request('POST', '/v1/lists', { as, body: { name: 'By id', rule, size: 3 } });
    await from.request('PUT', '/v1/comment-policy', { as, body: { mode: 'post', maxLinks: 1 } });
    await from.request('PUT', '/v1/sections/world/comment-policy', { as, body: { guests: false } });
    await from.request('PUT', '/v1/articles/two-presidents-meet-in-hamburg/comment-policy', {
      as,
      body: { mode: 'off' },
    });
    await from.request('POST', '/v1/comment-words', { as, body: { phrase: 'buy now', action: 'reject' } });

    const files = {
      sections: await exported(from, 'sections'),
      people: await exported(from, 'people'),
      lists: await exported(from, 'lists'),
      policies: await exported(from, 'policies'),
    };
    t.match(await take(to, 'sections', files.sections), {
      ...nothingElse,
      createdCount: parsed(files.sections).length,
    });
    t.match(await takePeople(to, files.people), { createdCount: parsed(files.people).length, refusals: [] });
    await copyArticles(from, to);
    t.match(await take(to, 'lists', files.lists), { ...nothingElse, createdCount: 3 });
    t.match(await take(to, 'policies', files.policies), { ...nothingElse, createdCount: 4 });

    for (const kind of ['sections', 'people', 'lists', 'policies'] as const)
      t.strictSame(parsed(await exported(to, kind)).map(withoutIds), parsed(files[kind]).map(withoutIds), kind);
    for (const list of ['front-page', 'the-hamburg-meeting'])
      t.strictSame(
        (await to.request('GET', `/v1/lists/${list}?fields=slug,headline,publishedAt`)).body.items,
        (await from.request('GET', `/v1/lists/${list}?fields=slug,headline,publishedAt`)).body.items,
      );

    for (const newsroom of [to, from]) {
      const before = await lastEvent(newsroom);
      for (const kind of ['sections', 'lists', 'policies'] as const)
        t.match(await take(newsroom, kind, files[kind]), {
          ...nothingElse,
          createdCount: 0,
          updatedCount: 0,
          unchangedCount: parsed(files[kind]).length,
        });
      t.match(await takePeople(newsroom, files.people), { createdCount: 0, updatedCount: 0, refusals: [] });
      t.equal(await lastEvent(newsroom), before, 'no event');
    }
  },
);

const lastEvent = async ({ database }: TestNewsroom) =>
  (await database.prisma.$queryRaw<{ seq: string }[]>`SELECT max(seq)::text AS seq FROM events`)[0]?.seq;

/** Returns an entry without what differs in another newsroom. */
function withoutIds(entry: object): unknown {
  return JSON.parse(JSON.stringify(entry), (key, value) =>
    ['id', 'parentId', 'version', 'createdAt', 'updatedAt'].includes(key) ? undefined : value,
  );
}

t.test('imports the responses of GET /v1/people and GET /v1/sections', async (t) => {
  const [from, to] = [demo, await openNewsroom(t)];
  const people = await from.request('GET', '/v1/people?limit=100');
  const file = readPeople(people.text, 'people.json');
  t.match(file, { format: 'ndjson', refusals: [], hasNextPage: false });
  t.match(await takePeople(to, people.text), { createdCount: people.body.data.length, refusals: [] });
  const again = await to.request('GET', '/v1/people?limit=100');
  t.strictSame(again.body.data.map(withoutIds), people.body.data.map(withoutIds));
  const one = await from.request('GET', '/v1/people/angela-merkel');
  t.match(await takePeople(to, one.text), { unchangedCount: 1 });

  const sections = await from.request('GET', '/v1/sections?limit=100');
  t.match(await take(to, 'sections', sections.text), { ...nothingElse, createdCount: sections.body.data.length });
  const copies = await to.request('GET', '/v1/sections?limit=100');
  t.strictSame(copies.body.data.map(withoutIds), sections.body.data.map(withoutIds));
});

t.test('says that a response is only one page of a list', async (t) => {
  const page = await demo.request('GET', '/v1/people?limit=2');
  t.match(readPeople(page.text, 'people.json'), { records: { length: 2 }, hasNextPage: true });
  t.match(await take(demo, 'sections', (await demo.request('GET', '/v1/sections?limit=2')).text), {
    unchangedCount: 2,
    hasNextPage: true,
  });
});

t.test('imports a section before the section above it, and refuses one whose parent does not exist', async (t) => {
  const report = await take(shared, 'sections', [
    { name: 'Lisbon', parent: 'portugal' },
    { name: 'Portugal', path: 'europe/portugal' },
    { name: 'Lost', parent: 'nowhere' },
    { name: 'Europe' },
    { name: 'Odd', colour: 'red' },
    5,
  ]);
  t.match(report, { createdCount: 3, updatedCount: 0 });
  t.strictSame(report.refusals, [
    { from: 'entry 6', problem: 'must be an object' },
    { from: 'entry 5 (Odd)', problem: 'has an unknown field "colour"' },
    { from: 'entry 3 (Lost)', problem: 'There is no section "nowhere".' },
  ]);
  t.match((await shared.request('GET', '/v1/desk/sections/lisbon', { as: 'admin' })).body, {
    path: 'europe/portugal/lisbon',
  });
});

t.test('replaces a section with the same slug, and never hides a public one', async (t) => {
  const as = 'admin' as const;
  await shared.request('POST', '/v1/sections', {
    as,
    body: { name: 'World', description: 'Old.', visibility: 'public' },
  });
  t.match(await take(shared, 'sections', { name: 'The world', slug: 'world', visibility: 'draft' }), {
    updatedCount: 1,
  });
  t.match((await shared.request('GET', '/v1/sections/world')).body, { name: 'The world', description: null });
});

t.test('drops the pins of articles that do not exist, and reports each', async (t) => {
  const as = 'admin' as const;
  await shared.request('POST', '/v1/articles', { as, body: { headline: 'Ferry', slug: 'ferry' } });
  const list = {
    name: 'Front',
    items: [
      { article: 'gone', label: 'Now' },
      { article: 'ferry', label: 'Sea' },
    ],
  };
  const omissions = [{ from: 'line 1', what: 'items[0]: There is no article "gone".' }];
  t.match(await take(shared, 'lists', list), { createdCount: 1, omissions, refusals: [] });
  t.match(await take(shared, 'lists', list), { unchangedCount: 1, omissions, refusals: [] });
  t.match((await shared.request('GET', '/v1/desk/lists/front', { as })).body.items, [
    { article: null },
    { article: { slug: 'ferry' }, label: 'Sea' },
  ]);
  await shared.request('POST', '/v1/articles', { as, body: { headline: 'Gone', slug: 'gone' } });
  t.match(await take(shared, 'lists', list), { updatedCount: 1, omissions: [] });
});

t.test('refuses lists without their pins, as GET /v1/desk/lists returns them', async (t) => {
  const before = await exported(demo, 'lists');
  const { text } = await demo.request('GET', '/v1/desk/lists', { as: 'admin' });
  const { refusals } = await take(demo, 'lists', text);
  t.match(refusals, [{ problem: /items: is missing/ }, { problem: /items: is missing/ }]);
  t.equal(await exported(demo, 'lists'), before);
});

t.test('refuses policies of places that do not exist, and unknown values', async (t) => {
  const { refusals } = await take(shared, 'policies', [
    { place: 'section', slug: 'nowhere', mode: 'off' },
    { place: 'article', mode: 'off' },
    { place: 'site', mode: 'loud' },
    { phrase: 'buy now', action: 'shout' },
  ]);
  t.strictSame(
    refusals.map(({ problem }) => problem),
    [
      'slug: is required if the place is article',
      'mode: must be one of off, pre, post, pre-new',
      'action: must be one of reject, hold, flag',
      'There is no section "nowhere".',
    ],
  );
});

t.test('refuses a text that is no list of entries', async (t) => {
  for (const text of ['', 'name;slug', '5', '{"name": '])
    await t.rejects(take(shared, 'sections', text), { message: /neither NDJSON nor JSON/ }, text);
});

t.test('requires the right to read what a file contains', async (t) => {
  const { newsroom } = shared;
  const files = directoryFiles({ ...newsroom, policies: newsroom.comments.policies });
  const nobody = { ...systemActor, scopes: new Set<never>() };
  for (const kind of ['sections', 'people', 'lists', 'policies'] as const)
    await t.rejects(files.export(nobody, kind).next(), { message: /scope/ });
});

t.test('keeps two people of one name apart if a file gives them different slugs', async (t) => {
  const to = await openNewsroom(t);
  const lines = [
    { name: 'John Smith', slug: 'john-smith' },
    { name: 'John Smith', slug: 'john-smith-farmer' },
    { name: 'John Smith', slug: 'john-smith-pilot' },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');
  t.match(await takePeople(to, lines), { createdCount: 3 });
  t.match(await takePeople(to, lines), { unchangedCount: 3 });

  const other = await openNewsroom(t);
  t.match(await takePeople(other, JSON.stringify({ name: 'John Smith', slug: 'js' })), { createdCount: 1 });
  t.match(await takePeople(other, lines), { createdCount: 2, unchangedCount: 1 }, 'one of them is the stored person');
  t.match(await takePeople(other, lines), { createdCount: 0, updatedCount: 0, unchangedCount: 3 });
});
