import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
const ahead = new Date(Date.now() + 60 * 60 * 1000).toISOString();

const states = [
  'draft',
  'scheduled',
  'published',
  'unpublished',
  'killed',
  'trashed',
  'submitted',
  'approved',
] as const;
type State = (typeof states)[number];

let stories = 0;

/** Creates an article in a state. */
async function storyIn(state: State): Promise<string> {
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline: `Story ${stories++}` } })).body;
  const verb = (name: string, body?: object) =>
    request('POST', `/v1/articles/${id}/${name}`, body === undefined ? { as } : { as, body });
  if (state === 'scheduled') await verb('schedule', { at: ahead });
  if (state === 'published' || state === 'unpublished') await verb('publish');
  if (state === 'unpublished') await verb('unpublish');
  if (state === 'killed') await verb('kill', { reason: 'It was wrong.' });
  if (state === 'submitted' || state === 'approved') await verb('submit');
  if (state === 'approved') await verb('approve');
  if (state === 'trashed') await request('DELETE', `/v1/articles/${id}`, { as });
  return id;
}

const bodies: Record<string, object> = {
  schedule: { at: ahead },
  embargo: { until: ahead },
  kill: { reason: 'It was wrong, too.' },
  return: { note: 'Not yet.' },
};

/** The state after each verb, from each state in the order of `states`; null where the verb is refused. */
const table: Record<string, (State | null)[]> = {
  edit: ['draft', 'scheduled', 'published', 'unpublished', null, null, 'submitted', 'submitted'],
  publish: ['published', 'published', 'published', 'published', null, null, 'published', 'published'],
  schedule: ['scheduled', 'scheduled', 'published', 'scheduled', null, null, 'scheduled', 'scheduled'],
  unschedule: [null, 'draft', 'published', null, null, null, null, null],
  embargo: ['draft', 'scheduled', null, 'unpublished', null, null, 'submitted', 'approved'],
  unpublish: [null, null, 'unpublished', null, null, null, null, null],
  'discard-changes': [null, null, 'published', null, null, null, null, null],
  kill: ['killed', 'killed', 'killed', 'killed', 'killed', null, 'killed', 'killed'],
  unkill: [null, null, null, null, 'draft', null, null, null],
  trash: ['trashed', 'trashed', 'trashed', 'trashed', null, null, 'trashed', 'trashed'],
  submit: ['submitted', null, null, 'submitted', null, null, 'submitted', null],
  return: [null, null, null, null, null, null, 'draft', 'draft'],
  approve: [null, null, null, null, null, null, 'approved', 'approved'],
  restore: [null, null, null, null, null, 'draft', null, null],
};

t.test('moves an article from each state as the table says, or is refused with the state', async (t) => {
  for (const [verb, outcomes] of Object.entries(table)) {
    for (const [index, state] of states.entries()) {
      const id = await storyIn(state);
      const url = `/v1/articles/${id}`;
      const body = bodies[verb];
      const answer =
        verb === 'edit'
          ? await request('PATCH', url, { as, body: { dateline: 'HERE' } })
          : verb === 'trash'
            ? await request('DELETE', url, { as })
            : await request('POST', `${url}/${verb}`, body === undefined ? { as } : { as, body });
      const after = (await request('GET', `${url.replace('/v1/', '/v1/desk/')}`, { as })).body;
      const outcome = outcomes[index] ?? null;
      const where = `${verb} from ${state}`;
      t.equal(after.status, outcome ?? state, where);
      if (outcome === null)
        t.match(answer, { status: 409, body: { code: 'illegal-move', currentStatus: state } }, where);
      else t.ok(answer.status < 300, `${where}: ${answer.text.slice(0, 200)}`);
      const isPublic = (await request('GET', url)).status === 200;
      t.equal(isPublic, after.status === 'published', `${where}: it is public only when it is published`);
      if (after.status !== 'scheduled' && after.status !== 'published')
        t.match(after, { scheduledFor: null, unpublishAt: null }, `${where}: nothing is planned`);
    }
  }
});

t.test('brings an article that was public back as unpublished, whichever way it left', async (t) => {
  const backs: [away: (url: string) => Promise<unknown>, back: string][] = [
    [(url) => request('POST', `${url}/kill`, { as, body: { reason: 'Wrong.' } }), 'unkill'],
    [(url) => request('DELETE', url, { as }), 'restore'],
    [
      async (url) => {
        await request('POST', `${url}/unpublish`, { as });
        await request('POST', `${url}/schedule`, { as, body: { at: ahead } });
      },
      'unschedule',
    ],
  ];
  for (const [away, back] of backs) {
    const url = `/v1/articles/${await storyIn('published')}`;
    await away(url);
    t.match(await request('POST', `${url}/${back}`, { as }), { status: 200, body: { status: 'unpublished' } }, back);
    t.equal((await request('GET', url)).status, 404, back);
  }
});
