import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startBackground } from '../../../src/platform/background/index.js';
import { createAsset } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';

const { app, request, newsroom, database, statements, sent } = await openNewsroom(t);
const background = startBackground(
  database,
  { consumers: [], queues: newsroom.queues, signals: newsroom.signals },
  { error: (fault: unknown) => t.fail(String(fault)) },
);
t.teardown(() => background.stop());

const patch = (id: string, body: object) => request('PATCH', `/v1/assets/${id}`, { as: 'editor', body });
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const idsOf = async (url: string) => (await request('GET', url)).body.data.map(({ id }: { id: string }) => id);

/** The addresses at which the public could see an asset. */
async function placesOf(id: string): Promise<string[]> {
  const places: string[] = [];
  if ((await request('GET', `/v1/assets/${id}`)).status === 200) places.push('item');
  if ((await idsOf('/v1/assets?limit=100')).includes(id)) places.push('list');
  if ((await idsOf('/v1/assets?q=harbour')).includes(id)) places.push('search');
  for (const spec of ['w160', 'w320-1x1.webp'])
    if ((await app.inject({ url: `/media/${id}/${spec}` })).statusCode === 200) places.push(spec);
  return places;
}
const everywhere = ['item', 'list', 'search', 'w160', 'w320-1x1.webp'];

t.test('withholds an asset everywhere from the moment at which its rights end', async (t) => {
  const id = await createAsset(request);
  await patch(id, { caption: 'The harbour at noon' });
  t.same(await placesOf(id), everywhere);
  const end = Date.now() + 2_000;
  await patch(id, { availableUntil: new Date(end).toISOString() });
  // The responses are cached before the rights end.
  t.same(await placesOf(id), everywhere);
  await sleep(end - Date.now() + 100);
  t.same(await placesOf(id), []);
  t.equal((await request('GET', `/v1/desk/assets/${id}`, { as: 'reader' })).status, 200);
});

t.test('shows an asset from the moment at which its rights begin', async (t) => {
  const id = await createAsset(request, 'draft');
  const start = Date.now() + 1_500;
  await patch(id, { caption: 'The harbour', visibility: 'public', availableFrom: new Date(start).toISOString() });
  t.same(await placesOf(id), []);
  await sleep(start - Date.now() + 100);
  t.same(await placesOf(id), everywhere);
});

t.test('withdraws an asset at once, and shows it again when its rights are extended', async (t) => {
  const id = await createAsset(request);
  await patch(id, { caption: 'The harbour at night' });
  t.same(await placesOf(id), everywhere);
  await patch(id, { availableUntil: inMs(-1) });
  t.same(await placesOf(id), []);
  await patch(id, { availableUntil: null });
  t.same(await placesOf(id), everywhere);
  await request('DELETE', `/v1/assets/${id}`, { as: 'editor' });
  t.same(await placesOf(id), []);
});

t.test('asks the database for an image only once until the asset changes', async (t) => {
  const id = await createAsset(request);
  const open = async () => (await app.inject({ url: `/media/${id}/w160.webp` })).statusCode;
  await open();
  sent();
  t.same([await open(), await open()], [200, 200]);
  t.same(sent(), []);
  await patch(id, { availableUntil: inMs(-1) });
  sent();
  t.equal(await open(), 404);
  t.equal(sent().length, 1);
});

t.test('announces the end of the rights to the public as a removal', async (t) => {
  const id = await createAsset(request);
  await patch(id, { availableUntil: inMs(300) });
  await sleep(400);
  const events = await database.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
  t.same(
    events.map(({ type }) => type),
    ['asset.created', 'asset.changed', 'asset.changed', 'asset.expired'],
  );
  t.match(events.at(-1), { tombstone: true, publicId: id, payload: { isAvailable: false } });
  t.equal(await newsroom.assets.plans.findNextTime(), null);
});

t.test('ends the rights of many assets that no process has ended in time', async (t) => {
  await background.stop();
  const ids = await Promise.all(Array.from({ length: 52 }, () => createAsset(request)));
  for (const [index, id] of ids.entries()) await patch(id, { availableUntil: inMs(600_000 + index) });
  t.same(
    (await newsroom.assets.plans.findPlannedChanges(100)).map(({ id }) => id),
    ids,
  );
  t.ok(Number(await newsroom.assets.plans.findNextTime()) > Date.now());
  // Ten minutes pass.
  const past = new Date(Date.now() - 1);
  await database.prisma.asset.updateMany({
    where: { id: { in: ids } },
    data: { availableUntil: past, publicChangeAt: past },
  });
  while ((await newsroom.assets.plans.queue.work()) === 'more');
  t.equal(await database.prisma.event.count({ where: { type: 'asset.expired', subjectId: { in: ids } } }), 52);
  t.equal(await newsroom.assets.plans.findNextTime(), null);
});

t.test('refuses rights that end before they begin', async (t) => {
  const id = await createAsset(request, 'draft');
  const { status, body } = await patch(id, { availableFrom: inMs(2_000), availableUntil: inMs(1_000) });
  t.equal(status, 400);
  t.match(body.errors, [{ pointer: '/availableUntil' }]);
});

t.test('hides people who are not public, and finds the asset by them only on the desk', async (t) => {
  const as = 'editor';
  const { body: person } = await request('POST', '/v1/people', {
    as,
    body: { name: 'Hilda Secretova', visibility: 'draft' },
  });
  const id = await createAsset(request);
  await patch(id, { people: [person.slug], creator: person.id, filename: 'leak-2017.png' });
  const read = async () => (await request('GET', `/v1/assets/${id}`)).body;
  t.match(await read(), { people: [], creator: null });
  for (const query of ['q=Secretova', 'q=leak-2017', 'q=leak-2017.png', `person=${person.id}`]) {
    const answer = await request('GET', `/v1/assets?${query}`);
    if (query.startsWith('person')) t.match(answer, { status: 422, body: { code: 'unknown-reference' } });
    else t.same(answer.body.data, [], query);
    const { body } = await request('GET', `/v1/desk/assets?${query}`, { as });
    t.same(
      body.data.map((asset: { id: string }) => asset.id),
      [id],
      query,
    );
  }
  await request('PATCH', `/v1/people/${person.id}`, { as, body: { visibility: 'public' } });
  t.match(await read(), { people: [{ id: person.id }], creator: { id: person.id } });
  t.same(await idsOf(`/v1/assets?person=${person.slug}`), [id]);
});

t.test('reads an asset or a page of assets with one statement', async (t) => {
  const id = await createAsset(request);
  await request('POST', '/v1/people', { as: 'editor', body: { name: 'Tram Driver' } });
  await patch(id, { people: ['tram-driver'], tags: ['Trams'] });
  const urls = [`/v1/assets/${id}`, '/v1/assets?q=harbour', '/v1/assets?person=tram-driver&tag=trams&count=exact'];
  for (const url of urls) {
    statements();
    await request('GET', url);
    t.equal(statements().length, url.includes('count') ? 2 : 1, url);
  }
});
