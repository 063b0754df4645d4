import t from 'tap';
import { minute, openApprovals, planned } from './approved-articles.js';

const { request, newsroom, approved, seen, must, pass, later } = await openApprovals(t);
const as = 'editor';

t.test('prevents importers from replacing or cancelling a plan', async (t) => {
  for (const state of planned) {
    const story = await approved(state);
    const before = await seen(story);
    const put = await request('PUT', `/v1/articles/by-external-id/wire/${story.key}`, {
      as: 'importer',
      body: { headline: 'Not approved', publishedAt: later(-minute) },
    });
    t.match(put, { status: 403, body: { scope: 'content:publish' } }, state);
    for (const [status, item] of [
      ['published', { outcome: 'updated', dropped: [{ reason: 'not-published', detail: /content:publish/ }] }],
      ['trashed', { outcome: 'failed', detail: /content:publish/ }],
    ] as const) {
      const publishedAt = '2017-07-07T18:00:00.000Z';
      const line = { externalIds: [{ source: 'wire', id: story.key }], headline: 'Not approved', status };
      const sent = await request('POST', '/v1/imports', {
        as: 'importer',
        raw: JSON.stringify({ ...line, ...(status === 'published' ? { publishedAt } : {}) }),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      t.equal(sent.status, 202);
      while ((await newsroom.imports.queue.work()) === 'more');
      const items = (await request('GET', `/v1/imports/${sent.body.id}/items`, { as: 'importer' })).body.data;
      t.match(items, [item], `${state}, ${status}`);
    }
    t.same(await seen(story), before, state);
  }
});

t.test('shows editors that later edits exist, and lets them schedule again', async (t) => {
  const story = await approved('scheduled');
  const { scheduledFor: at } = await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`);
  await request('PATCH', story.url, { as: 'writer', body: { headline: 'Better' } });
  t.match(await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`), {
    scheduledRevision: 1,
    revision: 2,
    scheduledFor: at,
  });
  t.match(await must('POST', `${story.url}/schedule`, { unpublishAt: later(60 * minute) }), { scheduledRevision: 1 });
  t.match(await must('POST', `${story.url}/schedule`, { at }), { scheduledRevision: 2, scheduledFor: at });
  await pass(10 * minute);
  t.match((await request('GET', story.url)).body, { headline: 'Better' });
  t.match(await must('GET', `${story.url.replace('/v1/', '/v1/desk/')}`), {
    hasUnpublishedChanges: false,
    scheduledRevision: null,
  });
});

t.test('publishes a scheduled article in the moved section and under the merged author', async (t) => {
  const story = await approved('scheduled');
  const into = await must('POST', '/v1/sections', { name: 'Where it goes' });
  const winner = await must('POST', '/v1/people', { name: 'The same author' });
  await request('PATCH', story.url, { as: 'writer', body: { headline: 'Later', section: null, people: [] } });
  await must('DELETE', `/v1/sections/${story.section}?moveTo=${into.slug}`);
  await must('POST', `/v1/people/${story.person}/merge`, { into: winner.slug });
  await pass(10 * minute);
  const { body } = await request('GET', story.url);
  t.match(body, {
    headline: `Approved ${story.number}`,
    section: { slug: into.slug },
    authors: [{ slug: winner.slug }],
  });
  t.match((await request('GET', `/v1/articles?section=${into.slug}`)).body.data, [{ id: story.id }]);
});

t.test('frees the reserved slug when a plan ends', async (t) => {
  for (const [how, method, path, body] of [
    ['unscheduled', 'POST', '/unschedule', undefined],
    ['scheduled again', 'POST', '/schedule', { at: later(20 * minute) }],
    ['published', 'POST', '/publish', undefined],
    ['trashed', 'DELETE', '', undefined],
    ['killed', 'POST', '/kill', { reason: 'No.' }],
  ] as const) {
    const story = await approved('scheduled');
    await must('PATCH', story.url, { slug: `renamed-${story.number}` });
    const again = () => request('POST', '/v1/articles', { as, body: { headline: 'Heir', slug: story.slug } });
    t.equal((await again()).status, 409, how);
    await must(method, `${story.url}${path}`, body);
    t.equal((await again()).status, 201, how);
  }
});
