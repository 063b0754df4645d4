import t from 'tap';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
const patch = (id: string, body: object) => request('PATCH', `/v1/assets/${id}`, { as, body });
const idsIn = (items: { id: string }[]) => items.map(({ id }) => id);
const idsOf = async (url: string) => {
  const { body } = await request('GET', url, { as });
  return body.data?.map(({ id }: { id: string }) => id) ?? body;
};

t.test('finds assets by a former slug of a person, and by a merged person', async (t) => {
  const create = async (name: string) => (await request('POST', '/v1/people', { as, body: { name } })).body;
  const person = await create('Wilma Early');
  const other = await create('Wilma Spare');
  const id = await createAsset(request);
  await patch(id, { people: [person.slug] });
  await request('PATCH', `/v1/people/${person.id}`, { as, body: { name: 'Wilma Late', slug: 'wilma-late' } });
  await request('POST', `/v1/people/${other.id}/merge`, { as: 'admin', body: { into: person.id } });
  for (const ref of ['wilma-early', 'wilma-late', person.id, other.id, 'wilma-spare'])
    for (const path of ['assets', 'desk/assets'])
      t.same(await idsOf(`/v1/${path}?person=${ref}`), [id], `${path} ${ref}`);
});

t.test('lists assets with the people whom the reader may see, in the same order in both directions', async (t) => {
  const create = async (name: string, visibility: string) =>
    (await request('POST', '/v1/people', { as: 'admin', body: { name, visibility } })).body;
  const [first, draft, last] = [
    await create('Zoe Lefthand', 'public'),
    await create('Max Hidden', 'draft'),
    await create('Ada Righthand', 'public'),
  ];
  const ids = [];
  for (let count = 0; count < 5; count++) ids.unshift(await createAsset(request));
  for (const id of ids.slice(1, 3))
    await patch(id, { tags: ['Pages'], creator: last.id, people: [first.id, draft.id, last.id] });
  for (const id of [ids[0], ids[3], ids[4]]) await patch(id as string, { tags: ['Pages'] });
  const person = ({ id, slug, name }: { id: string; slug: string; name: string }) => ({ id, slug, name });
  for (const [path, people] of [
    ['assets', [first, last]],
    ['desk/assets', [first, draft, last]],
  ] as const) {
    const whole = (await request('GET', `/v1/${path}?tag=pages`, { as })).body.data;
    t.same(idsIn(whole), ids, path);
    t.same(whole[1].people, people.map(person), path);
    t.same(whole[1].creator, person(last), path);
    t.match(whole[0], { people: [], creator: null }, path);
    for (const item of whole) t.same(item, (await request('GET', `/v1/${path}/${item.id}`, { as })).body, path);
    const one = (await request('GET', `/v1/${path}?tag=pages&limit=2`, { as })).body;
    const two = (await request('GET', `/v1/${path}?tag=pages&limit=2&after=${one.page.next}`, { as })).body;
    t.same([...one.data, ...two.data], whole.slice(0, 4), path);
    const back = (await request('GET', `/v1/${path}?tag=pages&limit=2&before=${two.page.previous}`, { as })).body;
    t.same(back.data, one.data, path);
    const part = (await request('GET', `/v1/${path}?tag=pages&limit=2&fields=people,id`, { as })).body.data;
    t.same(
      part,
      one.data.map(({ id, people }: { id: string; people: object[] }) => ({ id, people })),
      path,
    );
    t.same((await request('GET', `/v1/${path}?tag=nothing`, { as })).body.data, [], path);
  }
  await request('PATCH', `/v1/people/${draft.id}`, { as: 'admin', body: { visibility: 'public' } });
  const { body } = await request('GET', '/v1/assets?tag=pages');
  t.same(body.data[1].people, [first, draft, last].map(person), 'a cached page shows a person who has become public');
});

t.test('refuses a person who does not exist as a filter', async (t) => {
  for (const path of ['assets', 'desk/assets']) {
    const { status, body } = await request('GET', `/v1/${path}?person=nobody`, { as });
    t.equal(status, 422, path);
    t.match(body, { code: 'unknown-reference', errors: [{ parameter: 'person', code: 'unknown-person' }] });
  }
});

t.test('writes language tags and countries in their usual case, each of them once', async (t) => {
  const id = await createAsset(request);
  const alt = { EN: 'A tram', 'PT-br': 'Um bonde', 'zh-hant-tw': '電車', 'en-X-TWAIN-us': 'A tram car' };
  const { body } = await patch(id, { alt, territories: ['de', 'DE', 'at'] });
  t.same(body.alt, { en: 'A tram', 'pt-BR': 'Um bonde', 'zh-Hant-TW': '電車', 'en-x-twain-US': 'A tram car' });
  t.same(body.territories, ['DE', 'AT']);
  const changed = await patch(id, { alt: { 'pt-br': 'O bonde', 'EN-x-twain-US': null, 'ZH-HANT-tw': null } });
  t.same(changed.body.alt, { en: 'A tram', 'pt-BR': 'O bonde' });
});

t.test('refuses countries that do not exist', async (t) => {
  const id = await createAsset(request);
  for (const code of ['UK', 'XX', 'EU', 'SU', 'D', 'deu', 'D1']) {
    const { status, body } = await patch(id, { territories: ['DE', code] });
    t.match({ status, body }, { status: 400, body: { errors: [{ pointer: '/territories/1' }] } }, code);
  }
});

t.test('refuses two texts of one language', async (t) => {
  const id = await createAsset(request);
  const { status, body } = await patch(id, { alt: { 'en-US': 'A tram', 'en-us': 'A streetcar' } });
  t.equal(status, 400);
  t.match(body.errors, [{ pointer: '/alt/en-us', detail: /en-US/ }]);
  t.equal(body.errors.length, 1);
  t.same((await request('GET', `/v1/assets/${id}`)).body.alt, {});
});

t.test('refuses a focal point of a file that is not an image', async (t) => {
  const headers = { 'content-type': 'application/octet-stream' };
  const files = {
    audio: Buffer.from(`RIFF\x24\0\0\0WAVEfmt ${'\0'.repeat(28)}`),
    document: Buffer.from('%PDF-1.4\n%%EOF\n'),
  };
  for (const [kind, raw] of Object.entries(files)) {
    const { body: asset } = await request('POST', '/v1/assets', { as, raw, headers });
    t.equal(asset.kind, kind);
    const { status, body } = await patch(asset.id, { focalPoint: { x: 0.5, y: 0.3 }, caption: 'Lost' });
    t.equal(status, 422);
    t.match(body, { code: 'not-an-image', errors: [{ pointer: '/focalPoint' }] });
    t.equal((await patch(asset.id, { focalPoint: null, caption: 'Kept' })).body.caption, 'Kept');
  }
});

t.test('allows null in a patch only for what can be removed', async (t) => {
  const id = await createAsset(request);
  const { components } = (await request('GET', '/openapi.json')).body;
  const { focalPoint } = components.schemas.AssetPatch.properties;
  const types = JSON.stringify(focalPoint);
  t.notOk(/"x":\{[^}]*null/.test(types), types);
  t.match(types, /"null"/);
  for (const point of [{ x: null }, { x: 0.5, y: null }, { x: 0.5 }])
    t.equal((await patch(id, { focalPoint: point })).status, 400, JSON.stringify(point));
  const person = (await request('POST', '/v1/people', { as, body: { name: 'Nora Nill' } })).body;
  t.equal((await request('PATCH', `/v1/people/${person.id}`, { as, body: { name: null } })).status, 400);
});
