import t from 'tap';
import { createNewsroom } from '../../../src/newsroom.js';
import { readConfig } from '../../../src/platform/config.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const as = 'editor';

const configOf = (environment: Record<string, string>) => readConfig(environment).revisionRetention;

/** Runs the retention task as a process with this configuration does. */
async function retain(environment: Record<string, string>): Promise<void> {
  const { jobs } = createNewsroom(database, { secret: 'k'.repeat(32), revisionRetention: configOf(environment) });
  const job = jobs.find(({ name }) => name === 'revision-retention');
  if (job === undefined) return;
  while ((await job.work()) === 'more');
}

async function story(headline: string, saves: number): Promise<string> {
  const { slug } = (await request('POST', '/v1/articles', { as, body: { headline } })).body;
  for (let n = 2; n <= saves; n += 1)
    await request('PATCH', `/v1/articles/${slug}`, { as, body: { standfirst: `Save ${n}` } });
  return slug;
}

async function numbers(slug: string): Promise<number[]> {
  const { data } = (await request('GET', `/v1/articles/${slug}/revisions?limit=100`, { as })).body;
  return data.map(({ number }: { number: number }) => number);
}

/** Ages the revisions up to a number. */
const age = (slug: string, days: number, from: number) =>
  database.prisma.$executeRaw`
    UPDATE revisions SET created_at = now() - make_interval(days => ${days}::int)
    WHERE number <= ${from} AND article_id = (SELECT id FROM articles WHERE slug = ${slug})`;

t.test('keeps all revisions when no limit is set', async (t) => {
  t.equal(configOf({}), undefined);
  t.same(configOf({ KEEP_REVISIONS: '50' }), { newest: 50, days: 0 });
  for (const wrong of ['-1', 'x', '1.5', '9999999'])
    t.throws(() => readConfig({ KEEP_REVISIONS: wrong }), /KEEP_REVISIONS: must be a number of revisions/, wrong);
  t.throws(() => readConfig({ KEEP_REVISIONS_DAYS: 'a year' }), /KEEP_REVISIONS_DAYS/);
  const slug = await story('Kept', 4);
  await age(slug, 1000, 4);
  await retain({});
  t.same(await numbers(slug), [4, 3, 2, 1]);
});

t.test('keeps the scheduled revision until its time', async (t) => {
  const slug = await story('Scheduled', 2);
  const at = new Date(Date.now() + 60_000).toISOString();
  t.equal((await request('POST', `/v1/articles/${slug}/schedule`, { as, body: { at } })).status, 200);
  for (let n = 0; n < 4; n += 1) await request('PATCH', `/v1/articles/${slug}`, { as, body: { dateline: `D${n}` } });
  await retain({ KEEP_REVISIONS: '1' });
  t.same(await numbers(slug), [6, 2]);
});

t.test('keeps the newest revisions and every revision that was ever public', async (t) => {
  const slug = await story('By count', 3);
  await request('POST', `/v1/articles/${slug}/publish`, { as });
  for (let n = 0; n < 4; n += 1) await request('PATCH', `/v1/articles/${slug}`, { as, body: { dateline: `D${n}` } });
  await request('POST', `/v1/articles/${slug}/unpublish`, { as });
  await retain({ KEEP_REVISIONS: '2' });
  t.same(await numbers(slug), [7, 6, 3]);
  t.equal((await request('GET', `/v1/articles/${slug}/diff?from=3`, { as })).status, 200);
  const { data } = (await request('GET', `/v1/articles/${slug}/revisions`, { as })).body;
  t.same(data[1].changed, ['dateline'], 'the changes are those since the previous kept revision');
});

t.test('keeps the revisions of the last days, and the newest one whatever its age', async (t) => {
  const slug = await story('By age', 5);
  await age(slug, 40, 3);
  await retain({ KEEP_REVISIONS_DAYS: '30' });
  t.same(await numbers(slug), [5, 4]);
  await age(slug, 40, 5);
  await retain({ KEEP_REVISIONS_DAYS: '30' });
  t.same(await numbers(slug), [5]);
});

t.test('keeps a revision that either of two limits keeps', async (t) => {
  const slug = await story('By both', 6);
  await age(slug, 40, 4);
  await retain({ KEEP_REVISIONS: '3', KEEP_REVISIONS_DAYS: '30' });
  t.same(await numbers(slug), [6, 5, 4]);
  const young = await story('By both, young', 6);
  await retain({ KEEP_REVISIONS: '2', KEEP_REVISIONS_DAYS: '30' });
  t.same(await numbers(young), [6, 5, 4, 3, 2, 1]);
});

t.test('keeps the revision that a preview shows', async (t) => {
  const slug = await story('Previewed', 5);
  const link = (await request('POST', `/v1/articles/${slug}/previews`, { as, body: { revision: 2 } })).body;
  await retain({ KEEP_REVISIONS: '1' });
  t.same(await numbers(slug), [5, 2]);
  t.match(await request('GET', link.url), { status: 200, body: { standfirst: 'Save 2' } });
});

t.test('prunes many articles in batches, and a second run has nothing to do', async (t) => {
  const ids = await database.prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO articles (id, slug, headline, tags, related, revision)
    SELECT gen_random_uuid(), 'many-' || n, 'Many', '{}', '{}', 5 FROM generate_series(1, 450) n RETURNING id`;
  await database.prisma.$executeRaw`
    INSERT INTO revisions (article_id, number, snapshot)
    SELECT id, n, '{}' FROM unnest(${ids.map(({ id }) => id)}::uuid[]) id, generate_series(1, 5) n`;
  await retain({ KEEP_REVISIONS: '2' });
  const left = await database.prisma.revision.count({ where: { articleId: { in: ids.map(({ id }) => id) } } });
  t.equal(left, 450 * 2);
});
