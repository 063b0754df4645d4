import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements, sent, createFieldLimitedToken } = await openNewsroom(t);
const as = 'admin';
const must = async (method: string, path: string, body?: unknown) => {
  const response = await request(method, path, body === undefined ? { as } : { as, body });
  if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
  return response.body;
};
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Returns the names of the assets that a filter finds, in the order of the names. */
async function find(query: string, nameById: ReadonlyMap<string, string>): Promise<string[]> {
  const { data } = await must('GET', `/v1/desk/assets?limit=100&${query}`);
  return data.flatMap(({ id }: { id: string }) => nameById.get(id) ?? []).sort();
}

t.test('finds the assets that articles show in any copy, and those that none shows', async (t) => {
  const names = ['in a draft', 'in the trash', 'in a body', 'published', 'published body', 'planned', 'planned body'];
  const nameById = new Map<string, string>();
  const idOf = new Map<string, string>();
  for (const name of [...names, 'not used', 'former']) {
    const id = await createAsset(request);
    nameById.set(id, name);
    idOf.set(name, id);
  }
  const lead = (name: string) => ({ leadImage: { asset: idOf.get(name) } });
  const body = (name: string) => ({ body: `<p>Text</p><figure><img src="asset:${idOf.get(name)}"></figure>` });
  const create = async (content: object) => (await must('POST', '/v1/articles', { headline: 'Trams', ...content })).id;
  await create(lead('in a draft'));
  await must('DELETE', `/v1/articles/${await create(lead('in the trash'))}`);
  await create(body('in a body'));
  for (const content of [lead('published'), body('published body')]) {
    const id = await create(content);
    await must('POST', `/v1/articles/${id}/publish`, {});
    await must('PATCH', `/v1/articles/${id}`, { leadImage: null, body: '' });
  }
  for (const content of [lead('planned'), body('planned body')]) {
    const id = await create(content);
    await must('POST', `/v1/articles/${id}/schedule`, { at: inHours(1) });
    await must('PATCH', `/v1/articles/${id}`, { leadImage: null, body: '' });
  }
  const former = await create(lead('former'));
  await must('PATCH', `/v1/articles/${former}`, { leadImage: null });

  t.same(await find('used=true', nameById), [...names].sort());
  t.same(await find('used=false', nameById), ['former', 'not used']);
  t.same(await find('used=&', nameById), [...names, 'former', 'not used'].sort());
  for (const name of names)
    t.equal((await request('DELETE', `/v1/assets/${idOf.get(name)}`, { as })).status, 409, `${name} cannot be deleted`);

  const read = await must('GET', '/v1/desk/assets?used=true&limit=4&count=exact');
  t.equal(read.page.total, names.length);
  const rest = await must('GET', `/v1/desk/assets?used=true&limit=4&after=${read.page.next}`);
  t.equal(new Set([...read.data, ...rest.data].map(({ id }) => id)).size, names.length);
});

t.test('finds assets by what their rights allow now', async (t) => {
  const nameById = new Map<string, string>();
  for (const [name, rights] of [
    ['always', {}],
    ['now', { availableFrom: inHours(-1), availableUntil: inHours(1) }],
    ['later', { availableFrom: inHours(1) }],
    ['later until', { availableFrom: inHours(1), availableUntil: inHours(2) }],
    ['over', { availableFrom: inHours(-2), availableUntil: inHours(-1) }],
    ['withdrawn', { availableUntil: inHours(-1) }],
  ] as const) {
    const id = await createAsset(request, name === 'always' ? 'draft' : 'public');
    await must('PATCH', `/v1/assets/${id}`, rights);
    nameById.set(id, name);
  }
  t.same(await find('rights=available', nameById), ['always', 'now']);
  t.same(await find('rights=embargoed', nameById), ['later', 'later until']);
  t.same(await find('rights=expired', nameById), ['over', 'withdrawn']);
  t.same(await find('rights=expired&used=true', nameById), []);
});

t.test('reads such a list with one statement', async (t) => {
  for (const query of ['used=true', 'used=false', 'rights=expired&used=false']) {
    sent();
    await must('GET', `/v1/desk/assets?${query}`);
    t.equal(statements().filter((text) => /\bassets\b/.test(text)).length, 1, query);
  }
});

t.test('refuses other values, and the filters on the public list', async (t) => {
  for (const [path, parameter] of [
    ['/v1/desk/assets?used=yes', 'used'],
    ['/v1/desk/assets?rights=none', 'rights'],
    ['/v1/assets?used=true', 'used'],
    ['/v1/assets?rights=expired', 'rights'],
  ] as const)
    t.match(await request('GET', path, { as }), { status: 400, body: { errors: [{ parameter }] } }, path);
});

t.test('does not tell which assets articles show if lead images or bodies are hidden', async (t) => {
  for (const field of ['articles.leadImage', 'articles.body']) {
    const token = await createFieldLimitedToken({ role: 'admin', hidden: [field] });
    t.match(await request('GET', '/v1/desk/assets?used=true', { token }), { status: 403 }, field);
    t.equal((await request('GET', '/v1/desk/assets?rights=expired', { token })).status, 200, field);
  }
});
