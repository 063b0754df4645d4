import t from 'tap';
import { settle } from '../../flows/changes/log.js';
import { type Body, openNewsroom } from '../../support/newsroom.js';

const newsroom = await openNewsroom(t, { environment: { DIRECTORY_VISIBILITY: 'draft' } });
const { request } = newsroom;

type Role = keyof typeof newsroom.tokens;

async function send(method: string, path: string, body: unknown, as: Role = 'writer'): Promise<Body> {
  const response = await request(method, path, { as, ...(body === undefined ? {} : { body }) });
  if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
  return response.body;
}

const statusOf = async (path: string, as?: Role) => (await request('GET', path, as === undefined ? {} : { as })).status;
const slugsIn = ({ data }: Body): string[] => data.map(({ slug }: Body) => slug);
const publicSlugs = async (path: string) => slugsIn((await request('GET', path)).body);
async function changedIds(): Promise<string[]> {
  await settle(newsroom);
  return (await request('GET', '/v1/changes?limit=100')).body.data.map(({ subject }: Body) => subject.id);
}

const link = () => send('POST', '/v1/articles/published/mentions/relink', undefined, 'editor');

t.test('hides people and sections that no published article uses', async (t) => {
  const section = await send('POST', '/v1/sections', { name: 'Secret Project' });
  const person = await send('POST', '/v1/people', {
    name: 'Whistle Blower',
    bio: 'Works at the ministry.',
    wikidataId: 'Q77',
  });
  t.match([section.visibility, person.visibility], ['draft', 'draft']);
  await send('POST', '/v1/articles', {
    headline: 'Exclusive',
    section: 'secret-project',
    people: [{ person: 'whistle-blower', relation: 'quoted' }],
  });

  for (const ref of ['secret-project', section.id]) t.equal(await statusOf(`/v1/sections/${ref}`), 404);
  for (const ref of ['whistle-blower', person.id]) {
    for (const path of ['', '/articles', '/mentions']) t.equal(await statusOf(`/v1/people/${ref}${path}`), 404, path);
  }
  t.strictSame(await publicSlugs('/v1/sections'), []);
  t.strictSame(await publicSlugs('/v1/people'), []);
  t.strictSame(await publicSlugs('/v1/people?q=whistle'), []);
  t.strictSame(await publicSlugs(`/v1/people?ids=${person.id}`), []);
  t.equal((await request('GET', '/v1/people?count=exact')).body.page.total, 0);
  t.notOk((await changedIds()).includes(person.id));
  t.notOk((await changedIds()).includes(section.id));

  const unknown = async (parameter: string, hidden: string) => {
    const [real, missing] = [
      await request('GET', `/v1/articles?${parameter}=${hidden}`),
      await request('GET', `/v1/articles?${parameter}=no-such-thing`),
    ];
    t.equal(real.status, 422, parameter);
    t.equal(
      real.text.replaceAll(hidden, 'no-such-thing').replace(real.body.requestId, ''),
      missing.text.replace(missing.body.requestId, ''),
    );
  };
  await unknown('section', 'secret-project');
  await unknown('person', 'whistle-blower');
  await unknown('author', 'whistle-blower');
  t.equal(await statusOf('/v1/sections?parent=secret-project'), 422);
  t.equal(await statusOf('/v1/corrections?section=secret-project'), 422);
  for (const feed of ['section=secret-project', 'person=whistle-blower'])
    t.equal(await statusOf(`/v1/feed.json?${feed}`), 404, feed);

  const resolved = await request('POST', '/v1/people/resolve', { body: { names: [{ name: 'Whistle Blower' }] } });
  t.strictSame(resolved.body.results[0].candidates, []);
  const analysis = await request('POST', '/v1/mentions/analyze', { body: { text: 'Whistle Blower said no.' } });
  t.notMatch(analysis.text, person.id);
});

t.test('shows drafts on the desk', async (t) => {
  t.strictSame(slugsIn(await send('GET', '/v1/desk/people?q=whistle', undefined, 'reader')), ['whistle-blower']);
  t.strictSame(slugsIn(await send('GET', '/v1/desk/people?visibility=public', undefined, 'reader')), []);
  t.strictSame(slugsIn(await send('GET', '/v1/desk/sections', undefined, 'reader')), ['secret-project']);
  t.match(await send('GET', '/v1/desk/people/whistle-blower', undefined, 'reader'), { visibility: 'draft' });
  t.match(await send('GET', '/v1/desk/sections/secret-project', undefined, 'reader'), { visibility: 'draft' });
  t.equal(await statusOf('/v1/desk/people'), 401);
  const names = { names: [{ name: 'Whistle Blower' }] };
  const { results } = await send('POST', '/v1/desk/people/resolve', names, 'reader');
  t.equal(results[0].candidates[0].person.slug, 'whistle-blower');
  const analysis = await send('POST', '/v1/desk/mentions/analyze', { text: 'Whistle Blower said no.' }, 'reader');
  t.equal(analysis.mentions[0].person.slug, 'whistle-blower');
});

t.test('makes public what the first publication uses, with the sections above it', async (t) => {
  await send('POST', '/v1/sections', { name: 'Above' });
  await send('POST', '/v1/sections', { name: 'Below', parent: 'above' });
  await send('POST', '/v1/people', { name: 'Ada Lumen' });
  await send('POST', '/v1/people', { name: 'Unnamed Bystander' });
  await send('POST', '/v1/articles', {
    headline: 'Published',
    section: 'below',
    people: [{ person: 'ada-lumen', relation: 'quoted' }],
    body: '<p>Ada Lumen and Unnamed Bystander met. Lumen left. Mrs Lumen came back.</p>',
  });
  await send('POST', '/v1/articles/published/publish', undefined, 'editor');
  t.strictSame(await publicSlugs('/v1/people'), ['ada-lumen']);
  t.strictSame((await publicSlugs('/v1/sections')).toSorted(), ['above', 'below']);
  const { id } = (await request('GET', '/v1/people/ada-lumen')).body;
  t.ok((await changedIds()).includes(id));

  // The linker finds drafts in draft copies only.
  await link();
  t.strictSame(await publicSlugs('/v1/people'), ['ada-lumen']);
  t.notMatch((await request('GET', '/v1/articles/published/mentions')).text, /bystander/i);
  t.match((await request('GET', '/v1/desk/articles/published/mentions', { as: 'reader' })).text, /bystander/i);
});

t.test('needs the scope directory:write to change what the public sees', async (t) => {
  const refused = async (method: string, path: string, body?: unknown) => {
    const before = await request('GET', '/v1/people/ada-lumen');
    const response = await request(method, path, { as: 'writer', ...(body === undefined ? {} : { body }) });
    t.match(response, { status: 403, body: { code: 'forbidden', scope: 'directory:write' } }, `${method} ${path}`);
    t.equal((await request('GET', '/v1/people/ada-lumen')).text, before.text);
  };
  await refused('PATCH', '/v1/people/ada-lumen', { name: 'Ada Other' });
  await refused('PUT', '/v1/people/ada-lumen', { name: 'Ada Other' });
  await refused('DELETE', '/v1/people/ada-lumen');
  await refused('POST', '/v1/people/ada-lumen/merge', { into: 'unnamed-bystander' });
  await refused('POST', '/v1/people/unnamed-bystander/merge', { into: 'ada-lumen' });
  await refused('POST', '/v1/people', { name: 'Famous', visibility: 'public' });
  await refused('PATCH', '/v1/people/unnamed-bystander', { visibility: 'public' });
  await refused('PATCH', '/v1/sections/below', { name: 'Elsewhere' });
  await refused('PATCH', '/v1/sections/below', { parent: null });
  await refused('DELETE', '/v1/sections/below?moveTo=above');
  const { data } = await send('GET', '/v1/desk/articles/published/mentions', undefined, 'reader');
  await refused('PATCH', `/v1/mentions/${data[0].id}`, { status: 'rejected' });
  const bodyText = 'Ada Lumen and Unnamed Bystander met. Lumen left. Mrs Lumen came back.';
  const span = { field: 'body', start: bodyText.indexOf('Unnamed'), end: bodyText.indexOf(' met') };
  await refused('POST', '/v1/articles/published/mentions', { ...span, person: 'unnamed-bystander' });

  t.equal((await send('PATCH', '/v1/people/unnamed-bystander', { bio: 'Passed by.' })).bio, 'Passed by.');
  t.equal((await send('PATCH', '/v1/people/ada-lumen', { bio: 'Lamp maker.' }, 'editor')).bio, 'Lamp maker.');
});

t.test('keeps the linking of public articles when somebody creates a draft of the same name', async (t) => {
  const before = (await request('GET', '/v1/articles/published/mentions')).text;
  t.match(before, /ada-lumen/);
  const changes = await changedIds();
  await send('POST', '/v1/people', {
    name: 'Ghost',
    slug: 'ada-lumen-the-second',
    aliases: [{ name: 'Ada Lumen', kind: 'alias' }],
    shortNames: ['Lumen'],
  });
  await link();
  t.equal((await request('GET', '/v1/articles/published/mentions')).text, before);
  const desk = await request('GET', '/v1/desk/articles/published/mentions', { as: 'reader' });
  t.match(desk.body.data[0], { status: 'suggested', person: null }, 'on the desk, two people may be meant');
  await send('PATCH', '/v1/people/ada-lumen-the-second', { aliases: [], shortNames: [] });
  await link();
  t.strictSame(await changedIds(), changes, 'the public log contains nothing about it');
  t.equal((await request('GET', '/v1/articles/published/mentions')).text, before);
});

t.test('makes an entry public on request, and never a draft again', async (t) => {
  const created = await send('POST', '/v1/people', { name: 'Public Figure', visibility: 'public' }, 'editor');
  t.equal(created.visibility, 'public');
  t.equal(await statusOf('/v1/people/public-figure'), 200);
  t.equal((await send('POST', '/v1/people', { name: 'Private Figure' }, 'editor')).visibility, 'draft');
  t.equal(await statusOf('/v1/people/private-figure'), 404);
  t.equal((await send('PATCH', '/v1/people/private-figure', { visibility: 'public' }, 'editor')).visibility, 'public');
  t.equal(await statusOf('/v1/people/private-figure'), 200);
  t.equal((await send('PUT', '/v1/people/private-figure', { name: 'Private Figure' }, 'editor')).visibility, 'public');
  const back = await request('PATCH', '/v1/people/private-figure', { as: 'editor', body: { visibility: 'draft' } });
  t.match(back, { status: 409, body: { code: 'already-public', errors: [{ pointer: '/visibility' }] } });

  await send('POST', '/v1/sections', { name: 'Outer' });
  await send('POST', '/v1/sections', { name: 'Inner', parent: 'outer', visibility: 'public' }, 'editor');
  t.equal(await statusOf('/v1/sections/outer'), 200, 'the path of a public section is public');
});

t.test('finds people in published articles when they become public', async (t) => {
  await send('PATCH', '/v1/people/unnamed-bystander', { visibility: 'public' }, 'editor');
  const { payload } = await newsroom.database.query
    .selectFrom('events')
    .select('payload')
    .where('type', '=', 'person.updated')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  t.match(payload, { names: ['Unnamed Bystander'] }, 'articles with these names are linked again');
  await link();
  t.match((await request('GET', '/v1/articles/published/mentions')).text, /unnamed-bystander/);
});

t.test('merges a public person into a draft, which becomes public', async (t) => {
  const loser = await send('POST', '/v1/people', { name: 'Old Entry', visibility: 'public' }, 'editor');
  const winner = await send('POST', '/v1/people', { name: 'New Entry' }, 'editor');
  t.equal((await send('POST', '/v1/people/old-entry/merge', { into: 'new-entry' }, 'editor')).visibility, 'public');
  t.equal(await statusOf('/v1/people/new-entry'), 200);
  t.ok((await changedIds()).includes(winner.id));
  await send('POST', '/v1/people/old-entry/unmerge', undefined, 'editor');
  t.equal(await statusOf(`/v1/people/${loser.id}`), 200);

  await send('POST', '/v1/people', { name: 'Hidden Entry' });
  await send('POST', '/v1/people', { name: 'Other Hidden Entry' });
  t.equal((await send('POST', '/v1/people/hidden-entry/merge', { into: 'other-hidden-entry' })).visibility, 'draft');
  await send('POST', '/v1/people/hidden-entry/unmerge', undefined);
  t.equal(await statusOf('/v1/people/hidden-entry'), 404);
});
