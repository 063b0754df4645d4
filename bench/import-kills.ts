import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { importThroughKills } from '../tests/support/import-kills.js';
import { startBroadsheet } from './contestants.js';

/**
 * `npm run build && DATABASE_URL=… npx tsx bench/import-kills.ts [stories] [kills]`: runs an import on servers that are
 * killed with -9, in a database of its own.
 */
const [stories = 5000, kills = 20] = process.argv.slice(2).map(Number);
const base = process.env.DATABASE_URL;
if (base === undefined) throw new Error('DATABASE_URL names a server on which databases can be made.');

const name = `broadsheet_kills_${randomBytes(4).toString('hex')}`;
const admin = new pg.Client({ connectionString: base });
await admin.connect();
await admin.query(`CREATE DATABASE ${name}`);
const token = 'k'.repeat(32);
const url = Object.assign(new URL(base), { pathname: `/${name}` }).href;
const file = Array.from({ length: stories }, (_, n) =>
  JSON.stringify({
    externalIds: [{ source: 'bench', id: String(n) }],
    headline: `Story ${n} of the archive`,
    body: `<p>${`Sentence ${n} of the story. `.repeat(100)}</p>`,
    people: Array.from({ length: 5 }, (_, m) => ({
      name: `Person ${(n * 5 + m) % 400}`,
      relation: 'mentioned',
    })),
    publishedAt: '2017-07-07T12:00:00Z',
    status: 'published',
  }),
).join('\n');

const begun = Date.now();
try {
  const { at, job, articles, headlines, items } = await importThroughKills({
    start: async () => {
      const server = await startBroadsheet(
        'kills',
        { DATABASE_URL: url },
        { ADMIN_TOKEN: token, IMPORT_LEASE_SECONDS: '1' },
      );
      return { ...server, exit: once(server.process, 'exit') };
    },
    token,
    file,
    kills,
    target: (kill) => Math.floor(((kill + Math.random()) * stories) / (kills + 1)),
  });
  process.stdout.write(
    `${stories} stories, killed ${at.length} times, after ${at.join(', ')} items: ${job.status} in ${Math.round((Date.now() - begun) / 1000)} s\n` +
      `${articles.length} articles, ${articles.length - headlines.size} of them duplicates, ${items} items, ${job.failed} failed\n`,
  );
  process.exitCode = articles.length === stories && headlines.size === stories && items === stories ? 0 : 1;
} finally {
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
}
