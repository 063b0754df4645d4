import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { freshDatabase } from '../support/database.js';
import { importThroughKills } from '../support/import-kills.js';
import { startServer } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
t.teardown(drop);
const dataDir = await mkdtemp(join(tmpdir(), 'broadsheet-'));
t.teardown(() => rm(dataDir, { recursive: true, force: true }));
const token = 'k'.repeat(32);
const where: Record<string, string> =
  source.kind === 'postgresql' ? { DATABASE_URL: source.url, SECRET_KEY: token } : { DATA_DIR: dataDir };

t.test('continues an import after processes are killed, and creates every article once', async (t) => {
  const count = 400;
  const file = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      externalIds: [{ source: 'paper', id: String(n) }],
      headline: `Ferry ${n} sails`,
      body: '<p>It sails.</p>',
      people: [{ name: `Captain ${n % 7}`, relation: 'quoted' }],
      publishedAt: '2017-07-07T12:00:00Z',
      status: 'published',
    }),
  ).join('\n');
  const { at, job, articles, headlines, items } = await importThroughKills({
    async start() {
      const server = await startServer(t, { ...where, ADMIN_TOKEN: token, IMPORT_LEASE_SECONDS: '1' });
      await server.ready();
      return server;
    },
    token,
    file,
    kills: 2,
    target: (kill) => Math.floor((kill + Math.random()) * (count / 3)),
  });
  t.comment(`killed after ${at.join(', ')} items`);
  t.match(job, { status: 'done', done: count, failed: 0 });
  t.equal(articles.length, count, 'no article is lost or duplicated');
  t.equal(headlines.size, count);
  t.equal(items, count, 'each item has an outcome');
});
