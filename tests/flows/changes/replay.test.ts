import fc from 'fast-check';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { readLog } from './log.js';

const newsroom = await openNewsroom(t);
const { request, database } = newsroom;
const as = 'admin';

const verbs = [
  'edit',
  'rename',
  'publish',
  'unpublish',
  'discard-changes',
  'trash',
  'restore',
  'purge',
  'kill',
  'unkill',
  'schedule',
  'embargo',
  'comment',
] as const;
const step = fc.record({ story: fc.nat(3), verb: fc.constantFrom(...verbs) });

let names = 0;

async function take(id: string, verb: (typeof verbs)[number]): Promise<void> {
  const url = `/v1/articles/${id}`;
  names += 1;
  switch (verb) {
    case 'edit':
      await request('PATCH', url, { as, body: { headline: `Headline ${names}` } });
      return;
    case 'rename':
      await request('PATCH', url, { as, body: { slug: `story-${names}` } });
      return;
    case 'trash':
    case 'purge':
      await request('DELETE', verb === 'trash' ? url : `${url}?purge=true`, { as });
      return;
    case 'comment': {
      const body = { authorName: 'A', authorEmail: 'a@example.org', body: `Remark number ${names}` };
      const { body: made } = await request('POST', `${url}/comments`, { as, body });
      if (made.id !== undefined && names % 2 === 0)
        await request('PATCH', `/v1/comments/${made.id}`, { as, body: { status: 'rejected' } });
      return;
    }
    case 'kill':
      await request('POST', `${url}/kill`, { as, body: { reason: 'Published in error.' } });
      return;
    case 'schedule':
      await request('POST', `${url}/schedule`, { as, body: { at: '2040-01-01T00:00:00Z' } });
      return;
    case 'embargo':
      await request('POST', `${url}/embargo`, { as, body: { until: names % 2 === 0 ? '2039-01-01T00:00:00Z' : null } });
      return;
    default:
      await request('POST', `${url}/${verb}`, { as });
  }
}

t.test('replays to exactly the live articles, and reveals none that was never live', async (t) => {
  const wasLive = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (steps) => {
      const ids: string[] = [];
      for (let n = 0; n < 4; n += 1)
        ids.push((await request('POST', '/v1/articles', { as, body: { headline: `A story ${n}` } })).body.id);
      for (const { story, verb } of steps) {
        await take(ids[story] ?? '', verb);
        for (const { articleId } of await database.prisma.publication.findMany()) wasLive.add(articleId);
      }
      const live = new Map<string, string | null>();
      const changes = await readLog(newsroom);
      for (const { subject, tombstone } of changes) {
        if (subject.type !== 'article') continue;
        if (tombstone) live.delete(subject.id);
        else live.set(subject.id, subject.slug);
      }
      const { body } = await request('GET', '/v1/articles?limit=100&fields=id,slug');
      const shown = (body.data as { id: string; slug: string }[]).map(({ id, slug }) => [id, slug]);
      t.same([...live].sort(), shown.sort());
      const told = changes.filter(({ subject }) => subject.type === 'article' && !wasLive.has(subject.id));
      t.same(told, [], 'articles that were never live are not revealed');
      for (const { slug } of [...live].map(([id, slug]) => ({ id, slug })))
        t.equal((await request('GET', `/v1/articles/${slug}`)).status, 200);
      for (const id of ids) await take(id, 'unpublish');
    }),
    {
      numRuns: Number(process.env.FAST_CHECK_RUNS ?? 12),
      seed: Number(process.env.FAST_CHECK_SEED ?? 1919),
      endOnFailure: true,
    },
  );
  t.ok(wasLive.size > 5, `${wasLive.size} articles were live at some time`);
});
