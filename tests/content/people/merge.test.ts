import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);

async function send(method: string, url: string, body?: unknown, status = 200) {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

const person = (body: Record<string, unknown>) => send('POST', '/v1/people', body, 201);

async function story(slug: string, people: { person: string; relation: string }[]) {
  await send('POST', '/v1/articles', { headline: slug, slug, body: '<p>Text.</p>', people }, 201);
  await send('POST', `/v1/articles/${slug}/publish`);
}

const peopleOf = async (slug: string) =>
  (await request('GET', `/v1/articles/${slug}`)).body.people.map(
    (one: { slug: string; relation: string }) => `${one.slug} ${one.relation}`,
  );
const storiesOf = async (slug: string) =>
  (await request('GET', `/v1/people/${slug}/articles`)).body.data.map((one: { slug: string }) => one.slug).sort();

t.test('merges two people with their links, names and addresses, and splits them again', async (t) => {
  const winner = await person({
    name: 'Muammar Gaddafi',
    aliases: [{ name: 'Moammar Qaddafi', kind: 'transliteration' }],
    sameAs: ['https://example.org/gaddafi'],
  });
  const loser = await person({
    name: 'Muammar al-Qadhafi',
    slug: 'qadhafi',
    aliases: [{ name: 'Moammar Qaddafi', kind: 'transliteration' }],
    roles: [{ title: 'Leader of the Revolution', from: '1969', to: '2011' }],
    wikidataId: 'Q19878',
  });
  await story('only-loser', [{ person: 'qadhafi', relation: 'subject' }]);
  await story('both', [
    { person: 'muammar-gaddafi', relation: 'subject' },
    { person: 'qadhafi', relation: 'subject' },
    { person: 'qadhafi', relation: 'quoted' },
  ]);

  const merged = await send('POST', `/v1/people/${loser.id}/merge`, { into: 'muammar-gaddafi' });
  t.equal(merged.id, winner.id);
  t.equal(merged.version, winner.version + 1);
  t.equal(merged.wikidataId, 'Q19878');
  t.strictSame(
    merged.aliases.map(({ name }: { name: string }) => name),
    ['Moammar Qaddafi', 'Muammar al-Qadhafi'],
  );
  t.equal(merged.roles.length, 1);
  for (const ref of [loser.id, 'qadhafi']) {
    const moved = await request('GET', `/v1/people/${ref}`);
    t.equal(moved.status, 308);
    t.equal(moved.headers.location, '/v1/people/muammar-gaddafi');
  }
  t.strictSame(await peopleOf('only-loser'), ['muammar-gaddafi subject']);
  t.strictSame(await peopleOf('both'), ['muammar-gaddafi subject', 'muammar-gaddafi quoted']);
  t.strictSame(await storiesOf('muammar-gaddafi'), ['both', 'only-loser']);
  t.strictSame(await storiesOf(loser.id), ['both', 'only-loser'], 'the old id finds the same articles');
  const listed = (await request('GET', '/v1/people?q=qadhafi')).body.data;
  t.strictSame(
    listed.map(({ slug }: { slug: string }) => slug),
    ['muammar-gaddafi'],
  );
  await story('by-old-id', [{ person: loser.id, relation: 'mentioned' }]);
  t.strictSame(await peopleOf('by-old-id'), ['muammar-gaddafi mentioned']);

  const back = await send('POST', '/v1/people/qadhafi/unmerge');
  t.equal(back.id, loser.id);
  t.equal(back.slug, 'qadhafi');
  t.equal(back.wikidataId, 'Q19878');
  const kept = await request('GET', '/v1/people/muammar-gaddafi');
  t.equal(kept.body.wikidataId, null);
  t.strictSame(
    kept.body.aliases.map(({ name }: { name: string }) => name),
    ['Moammar Qaddafi'],
  );
  t.strictSame(kept.body.roles, []);
  t.strictSame(await peopleOf('only-loser'), ['qadhafi subject']);
  t.strictSame((await peopleOf('both')).sort(), ['muammar-gaddafi subject', 'qadhafi quoted', 'qadhafi subject']);
  t.strictSame(await storiesOf('qadhafi'), ['both', 'only-loser']);
  t.strictSame(await storiesOf('muammar-gaddafi'), ['both', 'by-old-id']);
  t.equal((await request('GET', `/v1/people/${loser.id}`)).status, 200);
});

t.test('undoes successive merges in reverse order', async (t) => {
  const [a, b, c] = [
    await person({ name: 'Chain A' }),
    await person({ name: 'Chain B' }),
    await person({ name: 'Chain C' }),
  ];
  await send('POST', `/v1/people/${a.slug}/merge`, { into: b.slug });
  await send('POST', `/v1/people/${b.slug}/merge`, { into: c.slug });
  t.equal((await request('GET', `/v1/people/${a.id}`)).headers.location, '/v1/people/chain-c');
  for (const ref of [a.id, a.slug]) {
    const early = await request('POST', `/v1/people/${ref}/unmerge`, { as: 'editor' });
    t.equal(early.status, 409);
    t.equal(early.body.code, 'not-merged');
    t.match(early.body.detail, /Undo that merge first/);
    t.equal((await request('GET', `/v1/people/${b.id}`)).headers.location, '/v1/people/chain-c', 'nothing is undone');
  }
  await send('POST', `/v1/people/${b.id}/unmerge`);
  t.equal((await request('GET', `/v1/people/${a.id}`)).headers.location, '/v1/people/chain-b');
  await send('POST', `/v1/people/${a.id}/unmerge`);
  t.equal((await request('GET', `/v1/people/${a.id}`)).status, 200);
});

t.test('undoes successive merges by the slugs of the merged people', async (t) => {
  const names = ['Slug One', 'Slug Two', 'Slug Three', 'Slug Four'];
  for (const name of names) await person({ name });
  const slugs = ['slug-one', 'slug-two', 'slug-three', 'slug-four'];
  for (const index of [0, 1, 2]) await send('POST', `/v1/people/${slugs[index]}/merge`, { into: slugs[index + 1] });
  for (const slug of ['slug-one', 'slug-two'])
    t.equal((await request('POST', `/v1/people/${slug}/unmerge`, { as: 'editor' })).status, 409, slug);
  for (const index of [2, 1, 0]) {
    const restored = await send('POST', `/v1/people/${slugs[index]}/unmerge`);
    t.match(restored, { slug: slugs[index], name: names[index] });
  }
  for (const [index, slug] of slugs.entries()) {
    const { status, body } = await request('GET', `/v1/people/${slug}`);
    t.match({ status, name: body.name, aliases: body.aliases }, { status: 200, name: names[index], aliases: [] });
  }
  await send('POST', '/v1/people/slug-one/merge', { into: 'slug-three' });
  t.match(await send('POST', '/v1/people/slug-one/unmerge'), { slug: 'slug-one' }, 'after an undone merge, too');
});

t.test('refuses a merge that would lose names, offices or addresses', async (t) => {
  const many = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix} ${n}`);
  const aliasesOf = (names: string[]) => names.map((name) => ({ name, kind: 'alias' }));
  await person({ name: 'Full Target', aliases: aliasesOf(many('Target', 99)), shortNames: ['FT'] });
  await person({ name: 'Full Source', aliases: aliasesOf(many('Source', 1)), shortNames: ['FS'] });
  const refused = await request('POST', '/v1/people/full-source/merge', {
    as: 'editor',
    body: { into: 'full-target' },
  });
  t.match(refused, { status: 409, body: { code: 'merge-too-large', entries: { aliases: 101, shortNames: 2 } } });
  t.match(refused.body.detail, /101 entries in `aliases`/);
  t.equal((await request('GET', '/v1/people/full-source')).status, 200);
  t.equal((await request('GET', '/v1/people/full-target')).body.aliases.length, 99);
  await send('PATCH', '/v1/people/full-source', { aliases: [] });
  const merged = await send('POST', '/v1/people/full-source/merge', { into: 'full-target' });
  t.equal(merged.aliases.at(-1).name, 'Full Source');
  t.strictSame(merged.shortNames, ['FT', 'FS'], 'short names are taken over, too');
  await send('POST', '/v1/people/full-source/unmerge');
  t.strictSame((await request('GET', '/v1/people/full-target')).body.shortNames, ['FT']);
  await person({ name: 'Many Pages', sameAs: many('x', 100).map((_, n) => `https://example.org/a/${n}`) });
  await person({ name: 'Other Pages', sameAs: ['https://example.org/b'] });
  const pages = await request('POST', '/v1/people/other-pages/merge', { as: 'editor', body: { into: 'many-pages' } });
  t.match(pages, { status: 409, body: { code: 'merge-too-large', entries: { sameAs: 101 } } });
});

t.test('refuses an invalid merge and changes nothing', async (t) => {
  const one = await person({ name: 'Somebody Alone' });
  const same = await request('POST', `/v1/people/${one.slug}/merge`, { as: 'editor', body: { into: one.id } });
  t.equal(same.body.code, 'same-person');
  const unknown = await request('POST', `/v1/people/${one.slug}/merge`, { as: 'editor', body: { into: 'nobody' } });
  t.equal(unknown.status, 422);
  t.equal(unknown.body.errors[0].pointer, '/into');
  t.equal((await request('POST', '/v1/people/nobody/merge', { as: 'editor', body: { into: one.id } })).status, 404);
  t.equal((await request('POST', `/v1/people/${one.slug}/unmerge`, { as: 'editor' })).status, 409);
  const other = await person({ name: 'Somebody Else' });
  const stale = await request('POST', `/v1/people/${one.slug}/merge`, {
    as: 'editor',
    body: { into: other.slug },
    headers: { 'if-match': '"9"' },
  });
  t.equal(stale.status, 412);
  t.equal((await request('GET', `/v1/people/${one.slug}`)).body.version, 1);
});

t.test('completes one of two opposite merges at once', async (t) => {
  const [a, b] = [await person({ name: 'Race One' }), await person({ name: 'Race Two' })];
  const answers = await Promise.all([
    request('POST', `/v1/people/${a.id}/merge`, { as: 'editor', body: { into: b.id } }),
    request('POST', `/v1/people/${b.id}/merge`, { as: 'editor', body: { into: a.id } }),
  ]);
  t.strictSame(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ text }) => text).join('\n'));
  t.equal(await database.prisma.person.count({ where: { id: { in: [a.id, b.id] }, mergedInto: null } }), 1);
});
