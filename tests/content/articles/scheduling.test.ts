import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const minute = 60_000;
let now = new Date();
const { request, newsroom, database } = await openNewsroom(t, { clock: () => now });
const as = 'editor';
const timetable = newsroom.articles.plans.queue;

/** Advances the clock and runs everything that is due. */
async function pass(milliseconds: number): Promise<void> {
  now = new Date(now.getTime() + milliseconds);
  while ((await timetable?.work()) === 'more');
}

const later = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString();

async function draft(headline: string, more: object = {}): Promise<string> {
  const { status, body, text } = await request('POST', '/v1/articles', { as, body: { headline, ...more } });
  if (status !== 201) throw new Error(text);
  return `/v1/articles/${body.id}`;
}

const verb = (url: string, name: string, body?: object, who: 'editor' | 'writer' | 'importer' | 'admin' = as) =>
  request('POST', `${url}/${name}`, body === undefined ? { as: who } : { as: who, body });
const desk = async (url: string) => (await request('GET', `${url.replace('/v1/', '/v1/desk/')}`, { as })).body;
const eventsOf = async (url: string) =>
  (
    await database.prisma.event.findMany({ where: { subjectId: url.split('/').at(-1) ?? '' }, orderBy: { seq: 'asc' } })
  ).map(({ type }) => type.replace('article.', ''));

t.test('publishes the scheduled revision at its time, with that time as the date', async (t) => {
  const url = await draft('Planned');
  const at = later(10 * minute);
  const planned = await verb(url, 'schedule', { at });
  t.match(planned.body, { status: 'scheduled', scheduledFor: at, unpublishAt: null, publishedAt: null, version: 2 });
  t.match(planned.body, { revision: 1, scheduledRevision: 1 });
  const edited = await request('PATCH', url, { as, body: { headline: 'Planned, and edited' } });
  t.match(edited.body, { revision: 2, scheduledRevision: 1 }, 'the desk view shows that later edits exist');
  await pass(10 * minute - 1);
  t.equal((await request('GET', url)).status, 404, 'it is not public a millisecond before');
  await pass(1);
  const live = (await request('GET', url)).body;
  t.match(live, { headline: 'Planned', publishedAt: at, firstPublishedAt: at, updatedAt: at });
  t.match(await desk(url), {
    headline: 'Planned, and edited',
    status: 'published',
    scheduledFor: null,
    scheduledRevision: null,
    hasUnpublishedChanges: true,
  });
  await pass(minute);
  t.same(await eventsOf(url), ['created', 'scheduled', 'updated', 'published'], 'it is published once');
});

t.test('publishes a pending correction on schedule, even when the article has not changed', async (t) => {
  const url = await draft('Corrected');
  await verb(url, 'publish');
  const written = await verb(url, 'corrections', { kind: 'correction', note: 'It was Tuesday.', publish: false });
  t.equal(written.status, 201);
  await verb(url, 'schedule', { at: later(minute) });
  await pass(minute - 1);
  t.same((await request('GET', url)).body.corrections, []);
  await pass(1);
  t.match((await request('GET', url)).body.corrections, [{ note: 'It was Tuesday.' }]);
  t.same((await eventsOf(url)).at(-1), 'published');
});

t.test('states the actual time when a publication is late after a downtime', async (t) => {
  const url = await draft('Late');
  await verb(url, 'schedule', { at: later(minute) });
  await pass(30 * minute);
  t.match((await request('GET', url)).body, { publishedAt: now.toISOString(), updatedAt: now.toISOString() });
});

t.test('publishes changes of a published article on schedule, and unpublishes it on schedule', async (t) => {
  const url = await draft('Live');
  await verb(url, 'publish');
  const published = (await request('GET', url)).body.publishedAt;
  const unpublishAt = later(20 * minute);
  t.match(await verb(url, 'schedule', { unpublishAt }), {
    body: { status: 'published', scheduledFor: null, unpublishAt },
  });
  await request('PATCH', url, { as, body: { headline: 'Live, changed' } });
  const at = later(10 * minute);
  t.match((await verb(url, 'schedule', { at })).body, { scheduledFor: at, unpublishAt }, 'an omitted time stays');
  t.equal((await request('GET', url)).body.headline, 'Live');
  await pass(10 * minute);
  t.match((await request('GET', url)).body, { headline: 'Live, changed', publishedAt: published, updatedAt: at });
  await pass(10 * minute);
  t.equal((await request('GET', url)).status, 404);
  t.match(await desk(url), { status: 'unpublished', unpublishAt: null });
});

t.test('reports no change to readers when nothing has changed at the scheduled time', async (t) => {
  const url = await draft('Unchanged');
  await verb(url, 'publish');
  const before = await request('GET', url);
  await verb(url, 'schedule', { at: later(minute) });
  await pass(minute);
  t.equal((await request('GET', url)).text, before.text);
  t.match(await desk(url), { status: 'published', scheduledFor: null });
  t.same(await eventsOf(url), ['created', 'published', 'scheduled', 'unscheduled']);
});

t.test('does not show an article whose scheduled period has passed already', async (t) => {
  const url = await draft('Missed');
  await verb(url, 'schedule', { at: later(minute), unpublishAt: later(2 * minute) });
  await pass(3 * minute);
  t.match(await desk(url), { status: 'draft', scheduledFor: null, unpublishAt: null, firstPublishedAt: null });
  t.same(await eventsOf(url), ['created', 'scheduled', 'unscheduled']);
});

t.test('cancels a plan by unschedule, null, the trash, a kill or a manual publication', async (t) => {
  const offs: [how: string, off: (url: string) => Promise<{ status: number }>, status: string][] = [
    ['unschedule', (url) => verb(url, 'unschedule'), 'draft'],
    ['null', (url) => verb(url, 'schedule', { at: null }), 'draft'],
    ['trash', (url) => request('DELETE', url, { as }), 'trashed'],
    ['kill', (url) => verb(url, 'kill', { reason: 'No.' }), 'killed'],
    ['publish', (url) => verb(url, 'publish'), 'published'],
  ];
  for (const [how, off, status] of offs) {
    const url = await draft(`Off by ${how}`);
    await verb(url, 'schedule', { at: later(minute) });
    t.ok((await off(url)).status < 300, how);
    await request('PATCH', url, { as, body: { headline: 'Not planned' } });
    await pass(2 * minute);
    t.match(await desk(url), { status, scheduledFor: null }, how);
    if (status === 'published') t.equal((await request('GET', url)).body.headline, `Off by ${how}`);
    else t.not((await request('GET', url)).status, 200, how);
  }
});

t.test('refuses impossible times and explains each', async (t) => {
  const url = await draft('Refused');
  const refusals: [body: object, pointer: string, code: string][] = [
    [{ at: later(-1) }, '/at', 'past'],
    [{ at: later(0) }, '/at', 'past'],
    [{ at: later(11 * 366 * 24 * 60 * minute) }, '/at', 'too-far'],
    [{ at: later(2 * minute), unpublishAt: later(2 * minute) }, '/unpublishAt', 'too-early'],
    [{ at: later(2 * minute), unpublishAt: later(-1) }, '/unpublishAt', 'past'],
    [{}, '', 'invalid-value'],
    [{ at: 'tomorrow' }, '/at', 'invalid-format'],
    [{ until: later(minute) }, '/until', 'unknown-field'],
  ];
  for (const [body, pointer, code] of refusals)
    t.match(
      await verb(url, 'schedule', body),
      { status: 400, body: { errors: [{ pointer, code }] } },
      JSON.stringify(body),
    );
  t.match((await verb(url, 'schedule', { at: later(-1) })).body.detail, /Publish the article instead/);
  t.match(await verb(url, 'schedule', { unpublishAt: later(minute) }), {
    status: 409,
    body: { code: 'illegal-move', currentStatus: 'draft' },
  });
  t.match(await verb(url, 'embargo', { until: later(-1) }), { status: 400, body: { errors: [{ code: 'past' }] } });
  t.match(await desk(url), { status: 'draft', version: 1 });
  t.equal((await verb(url, 'schedule', { at: later(minute) }, 'writer')).status, 403);
});

t.test('blocks every publication before the embargo ends, and lifts the embargo by itself', async (t) => {
  const url = await draft('Embargoed');
  const embargoedUntil = later(10 * minute);
  t.match((await verb(url, 'embargo', { until: embargoedUntil }, 'writer')).body, { embargoedUntil, status: 'draft' });
  const refused = { status: 409, body: { code: 'embargoed', embargoedUntil } };
  t.match(await verb(url, 'publish'), refused);
  t.match(await verb(url, 'schedule', { at: later(10 * minute - 1) }), refused);
  await request('PATCH', url, { as, body: { externalIds: [{ source: 'wire', id: '7' }] } });
  const imported = { headline: 'From the wire', publishedAt: later(-minute) };
  t.match(await request('PUT', '/v1/articles/by-external-id/wire/7', { as: 'admin', body: imported }), refused);

  const published = await draft('Published');
  await verb(published, 'publish');
  t.match(await verb(published, 'embargo', { until: embargoedUntil }), {
    status: 409,
    body: { code: 'illegal-move', currentStatus: 'published' },
  });

  const exported = async (who: 'reader' | 'editor') =>
    (await request('GET', '/v1/exports?status=draft', { as: who })).text.includes(url.split('/').at(-1) ?? '-');
  await request('PATCH', url, { as, body: { externalIds: [] } });
  t.notOk(await exported('reader'), 'an export omits the embargoed article');
  t.ok(await exported('editor'), 'an export for a token that may publish includes it');

  t.equal((await verb(url, 'embargo', { until: null }, 'writer')).status, 403, 'a writer may not lift the embargo');
  t.equal(
    (await verb(url, 'embargo', { until: later(5 * minute) }, 'writer')).status,
    403,
    'a writer may not shorten the embargo',
  );
  t.equal(
    (await verb(url, 'embargo', { until: later(20 * minute) }, 'writer')).status,
    200,
    'a writer may extend the embargo',
  );
  t.equal((await verb(url, 'embargo', { until: embargoedUntil })).status, 200);
  t.equal(
    (await verb(url, 'schedule', { at: embargoedUntil })).status,
    200,
    'it can be scheduled for the end of the embargo',
  );
  t.match(await verb(url, 'embargo', { until: later(20 * minute) }), {
    status: 409,
    body: { code: 'illegal-move', currentStatus: 'scheduled' },
  });
  await verb(url, 'unschedule');
  await pass(10 * minute);
  t.equal((await request('GET', url)).status, 404, 'nothing is published by itself');
  t.equal((await verb(url, 'publish')).status, 200);
  t.ok((await eventsOf(url)).includes('embargoed'));
});

t.test('keeps the public time of the last change on a minor change; the desk view has both times', async (t) => {
  const url = await draft('Coma');
  t.equal(
    (await request('POST', `${url}/publish`, { as, raw: '', headers: { 'content-type': 'application/json' } })).status,
    200,
  );
  const before = (await request('GET', url)).body;
  await pass(minute);
  await request('PATCH', url, { as, body: { headline: 'Comma' } });
  const { body } = await verb(url, 'publish', { updateType: 'minor' });
  t.equal(body.publicUpdatedAt, before.updatedAt);
  t.ok(body.updatedAt > before.updatedAt);
  t.match((await request('GET', url)).body, { headline: 'Comma', updatedAt: before.updatedAt });
  const linked = await request('GET', url, { headers: { accept: 'application/ld+json' } });
  t.equal(linked.body.dateModified, before.updatedAt);
  await request('PATCH', url, { as, body: { headline: 'Comma, and more' } });
  await pass(minute);
  await verb(url, 'publish', {});
  t.equal((await request('GET', url)).body.updatedAt, now.toISOString());
  t.match(await verb(url, 'publish', { updateType: 'huge' }), {
    status: 400,
    body: { errors: [{ pointer: '/updateType' }] },
  });
});

t.test('accepts a past publication date only with the import scope, and never a future one', async (t) => {
  const url = await draft('From elsewhere');
  t.equal((await verb(url, 'publish', { at: later(-minute) })).status, 403);
  t.match(await verb(url, 'publish', { at: later(1) }, 'admin'), {
    status: 400,
    body: { errors: [{ code: 'ahead' }] },
  });
  const at = later(-365 * 24 * 60 * minute);
  t.equal((await verb(url, 'publish', { at }, 'admin')).body.publishedAt, at);
});

t.test('lists planned articles by their scheduled time', async (t) => {
  const at = [3, 1, 2].map((hours) => later(hours * 60 * minute));
  for (const hour of at) await verb(await draft(`At ${hour}`), 'schedule', { at: hour });
  const list = (query: string) => request('GET', `/v1/desk/articles?${query}`, { as });
  const hours = ({ body }: { body: { data: { scheduledFor: string }[] } }) =>
    body.data.map((story) => story.scheduledFor);
  t.same(hours(await list('sort=scheduledFor')), [...at].sort());
  const first = await list('sort=-scheduledFor&status=scheduled&limit=2');
  t.same(hours(first), [...at].sort().reverse().slice(0, 2));
  t.same(
    hours(await list(`sort=-scheduledFor&status=scheduled&limit=2&after=${first.body.page.next}`)),
    [...at].sort().slice(0, 1),
  );
  const [, second, third] = [...at].sort();
  t.same(hours(await list(`scheduledFor[gte]=${second}&scheduledFor[lt]=${third}`)), [second]);
  for (const query of ['sort=scheduledFor', `scheduledFor[gte]=${second}`, 'status=scheduled'])
    t.match(await request('GET', `/v1/articles?${query}`), { status: 400, body: { code: 'invalid-request' } }, query);
  t.equal((await request('GET', `/v1/feeds/rss?scheduledFor[gte]=${second}`)).status, 400);
});

t.test('publishes other articles when one cannot be published', async (t) => {
  const at = later(minute);
  const broken = await draft('Broken');
  const others = [await draft('Fine'), await draft('Fine, too')];
  for (const url of [broken, ...others]) await verb(url, 'schedule', { at });
  await database.prisma.$executeRawUnsafe(
    `ALTER TABLE publications ADD CONSTRAINT not_broken CHECK (headline <> 'Broken') NOT VALID`,
  );
  now = new Date(now.getTime() + minute);
  for (let look = 0; look < 6; look += 1) await timetable?.work().catch(() => {});
  for (const url of others) t.equal((await request('GET', url)).status, 200);
  t.equal((await desk(broken)).status, 'scheduled');
  await database.prisma.$executeRawUnsafe('ALTER TABLE publications DROP CONSTRAINT not_broken');
  await pass(minute);
  t.equal((await request('GET', broken)).status, 200, 'the failed publication is retried');
});
