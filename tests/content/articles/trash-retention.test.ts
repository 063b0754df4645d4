import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const day = 24 * 60 * 60 * 1000;
let now = new Date();
const { request, newsroom, database } = await openNewsroom(t, {
  environment: { KEEP_TRASH_DAYS: '30' },
  clock: () => now,
});
const as = 'editor';
const trash = newsroom.articles.trashRetention;
const empty = async () => {
  while ((await trash?.work()) === 'more');
};

async function trashed(headline: string): Promise<string> {
  const { id } = (await request('POST', '/v1/articles', { as, body: { headline } })).body;
  await request('DELETE', `/v1/articles/${id}`, { as });
  return id;
}

t.test('purges articles after the configured time in the trash, with an event for each', async (t) => {
  const old = await Promise.all(Array.from({ length: 25 }, (_, n) => trashed(`Old ${n}`)));
  now = new Date(now.getTime() + day);
  const younger = await trashed('Younger');
  const restored = old.pop();
  await request('POST', `/v1/articles/${restored}/restore`, { as });
  now = new Date(now.getTime() + 29 * day);
  await empty();
  t.equal((await request('GET', `/v1/desk/articles/${old[0]}`, { as })).status, 200, 'not a moment before');
  now = new Date(now.getTime() + 1);
  await empty();
  for (const id of old) t.equal((await request('GET', `/v1/desk/articles/${id}`, { as })).status, 404);
  for (const id of [younger, restored]) t.equal((await request('GET', `/v1/desk/articles/${id}`, { as })).status, 200);
  const events = await database.prisma.event.findMany({ where: { type: 'article.purged' } });
  t.same(new Set(events.map(({ subjectId }) => subjectId)), new Set(old));
  t.match(events[0], { actor: 'broadsheet', payload: { status: 'trashed' } });
});
