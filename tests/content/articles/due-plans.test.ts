import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

let now = new Date();
const { request, newsroom, database, cache, statements } = await openNewsroom(t, { clock: () => now });
const as = 'editor';
const hour = 3_600_000;
const inHours = (hours: number) => new Date(now.getTime() + hours * hour).toISOString();

async function publish(slug: string, unpublishAt?: string) {
  await request('POST', '/v1/articles', { as, body: { headline: `Story ${slug}`, slug, tags: ['due'] } });
  const answer = await request('POST', `/v1/articles/${slug}/publish`, { as });
  if (answer.status !== 200) throw new Error(answer.text);
  if (unpublishAt === undefined) return;
  const planned = await request('POST', `/v1/articles/${slug}/schedule`, { as, body: { unpublishAt } });
  if (planned.status !== 200) throw new Error(planned.text);
}

/** Waits until the plans are known, so that a read needs no further statement. */
async function plansKnown(): Promise<void> {
  while (cache.validForMs([], Date.now()) !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
}

const headlines = async (url: string) =>
  (await request('GET', url)).body.data.map(({ headline }: { headline: string }) => headline);

t.test('shows no article after its planned end, although no background work has run', async (t) => {
  await publish('stays');
  for (const [index, read] of [
    '/v1/articles/ends-0',
    '/v1/articles?tag=due',
    '/feeds/rss.xml',
    '/v1/articles/ends-3/mentions',
  ].entries()) {
    const address = `/v1/articles/ends-${index}`;
    await publish(`ends-${index}`, inHours(1));
    t.equal((await request('GET', address)).status, 200);
    cache.purge(['*']);
    now = new Date(now.getTime() + hour);
    const answer = await request('GET', read);
    t.notMatch(answer.text, 'Story ends', read);
    t.equal((await request('GET', address)).status, 404, read);
    t.strictSame(await headlines('/v1/articles?tag=due'), ['Story stays'], read);
  }
});

t.test('publishes a scheduled article on time, although no background work has run', async (t) => {
  await request('POST', '/v1/articles', { as, body: { headline: 'Story begins', slug: 'begins' } });
  await request('POST', '/v1/articles/begins/schedule', { as, body: { at: inHours(1) } });
  t.equal((await request('GET', '/v1/articles/begins')).status, 404);
  now = new Date(now.getTime() + hour);
  cache.purge(['*']);
  t.equal((await request('GET', '/v1/articles/begins')).status, 200);
});

t.test('checks the plans again after changes may have been missed', async (t) => {
  await publish('missed');
  await database.prisma.article.update({
    where: { slug: 'missed' },
    data: { unpublishAt: new Date(now.getTime() - 1) },
  });
  newsroom.handleInvalidation(['*']);
  cache.purge(['*']);
  t.equal((await request('GET', '/v1/articles/missed')).status, 404);
});

t.test('needs no further statement while no plan is due', async (t) => {
  await publish('later', inHours(5));
  await request('GET', '/v1/articles/later');
  await plansKnown();
  statements();
  t.equal((await request('GET', '/v1/articles/later')).status, 200);
  t.equal(statements().length, 1);
});

t.test('keeps reading if a due plan cannot be carried out', async (t) => {
  await publish('stuck', inHours(1));
  for (const sql of [
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`,
    `CREATE TRIGGER refuse BEFORE DELETE ON publications FOR EACH ROW WHEN (OLD.slug = 'stuck') EXECUTE FUNCTION refuse()`,
  ])
    await database.prisma.$executeRawUnsafe(sql);
  now = new Date(now.getTime() + hour);
  cache.purge(['*']);
  t.equal((await request('GET', '/v1/articles/stays')).status, 200);
  const start = performance.now();
  t.equal((await request('GET', '/v1/articles?tag=due')).status, 200);
  t.ok(performance.now() - start < 1_500, 'later reads do not wait again');
});
