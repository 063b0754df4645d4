import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { createApp } from '../../src/app.js';
import { createNewsroom } from '../../src/newsroom.js';
import { readConfig } from '../../src/platform/config.js';
import { type DatabaseSource, openDatabase } from '../../src/platform/db/index.js';
import { idempotency } from '../../src/platform/idempotency/index.js';
import { emptyDatabase, freshDatabase } from '../support/database.js';
import { findPostgresPrograms, namedFolder, runProgram } from '../support/postgres-programs.js';

const paths = [
  '/health/ready',
  '/v1/articles?limit=100&include=people,section,related&count=exact',
  '/v1/desk/articles?limit=100&count=exact',
  '/v1/articles?q=ferry+OR+summit+OR+meeting',
  '/v1/desk/articles?q=ferry+OR+summit+OR+meeting',
  '/v1/sections',
  '/v1/people?limit=100',
  '/v1/people?q=merkle',
  '/v1/desk/comments?limit=100',
  '/v1/corrections',
  '/v1/lists',
  '/v1/changes?limit=100',
  '/v1/audit?limit=100',
  '/v1/feeds/json',
];

type Served = { responses: unknown[]; write: { status: number; version: unknown } };

const secret = 'k'.repeat(32);

/** Returns what a server responds on this database, and whether it can write. */
async function serve(source: DatabaseSource): Promise<Served> {
  const database = await openDatabase(source);
  const config = readConfig({ RATE_LIMIT: 'off', LOG_LEVEL: 'silent', ADMIN_TOKEN: adminToken });
  const newsroom = createNewsroom(database, { ...config, secret });
  const app = await createApp({ config, newsroom, idempotency: idempotency(database, secret) });
  try {
    const headers = { authorization: `Bearer ${adminToken}` };
    const responses: unknown[] = [];
    for (const url of paths) {
      for (const sent of url.includes('/v1/desk/') ? [headers] : [{}, headers]) {
        const { statusCode, body } = await app.inject({ method: 'GET', url, headers: sent });
        // Cursors are sealed with random bits, and each request has an id.
        responses.push([
          url,
          statusCode,
          body.replace(/"(cursor|nextCursor|next|since|requestId)":"[^"]*"/g, '"$1":""'),
        ]);
      }
    }
    const { body } = await app.inject({ method: 'GET', url: '/v1/desk/articles?limit=1', headers });
    const url = `/v1/articles/${JSON.parse(body).data[0].id}`;
    const written = await app.inject({
      method: 'PATCH',
      url,
      headers: { ...headers, 'content-type': 'application/merge-patch+json' },
      payload: { headline: 'Written after the restore' },
    });
    const served: Served = {
      responses,
      write: { status: written.statusCode, version: JSON.parse(written.body).version },
    };
    return served;
  } finally {
    await app.close();
    await newsroom.close();
    await database.close();
  }
}

const adminToken = 'the-administrator-of-restored-databases';
const { source, drop } = await freshDatabase();
t.teardown(drop);
const folder = await mkdtemp(join(tmpdir(), 'broadsheet-restore-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

const url = source.kind === 'postgresql' ? source.url : undefined;
const bin = url === undefined ? undefined : await findPostgresPrograms(await serverVersion());
const reason =
  url === undefined
    ? 'A dump is made by pg_dump, of a PostgreSQL server: set TEST_DATABASE_URL.'
    : 'No pg_dump, pg_restore and psql of the version of the server: install them, or name their folder by POSTGRES_BIN.';
// If their folder is configured they are required. A skipped test would hide that they are missing.
const skip = bin === undefined && (url === undefined || namedFolder === undefined) ? reason : false;

async function serverVersion(): Promise<number> {
  const database = await openDatabase(source);
  const rows = await database.run(
    {
      text: `SELECT current_setting('server_version_num')::int / 10000 AS version`,
      values: [],
    },
    z.object({ version: z.int() }),
  );
  await database.close();
  return rows[0]?.version ?? 0;
}

t.test('serves the same responses from a restored dump', { skip }, async (t) => {
  const program = (name: string, ...args: string[]) => runProgram(join(bin ?? '', name), args, { maxBuffer: 2 ** 26 });
  const dump = (...options: string[]) => program('pg_dump', ...options, '--dbname', url ?? '');
  const files = {
    custom: join(folder, 'custom.dump'),
    plain: join(folder, 'plain.sql'),
    inserts: join(folder, 'inserts.sql'),
  };
  const database = await openDatabase(source);
  const newsroom = createNewsroom(database, { secret });
  t.equal(await newsroom.loadDemo(), true);
  await newsroom.close();
  await database.close();
  await dump('--format=custom', '--file', files.custom);
  await dump('--file', files.plain);
  await dump('--inserts', '--no-owner', '--file', files.inserts);
  const original = await serve(source);
  t.equal(original.write.status, 200);
  t.ok(
    original.responses.every((response) => (response as unknown[])[1] === 200 || (response as unknown[])[1] === 401),
  );

  const isSame = async (t: Test, restored: DatabaseSource) => {
    const served = await serve(restored);
    for (const [index, response] of served.responses.entries()) t.same(response, original.responses[index]);
    t.same(served.write, original.write);
  };

  await t.test('restores the custom format by pg_restore', async (t) => {
    const restored = await emptyDatabase();
    t.teardown(restored.drop);
    if (restored.source.kind !== 'postgresql') throw new Error('A dump is restored on PostgreSQL.');
    await program('pg_restore', '--exit-on-error', '--dbname', restored.source.url, files.custom);
    await isSame(t, restored.source);
  });

  await t.test('restores a plain script by psql', async (t) => {
    const restored = await emptyDatabase();
    t.teardown(restored.drop);
    if (restored.source.kind !== 'postgresql') throw new Error('A dump is restored on PostgreSQL.');
    await program('psql', '--quiet', '--set=ON_ERROR_STOP=1', '--dbname', restored.source.url, '--file', files.plain);
    await isSame(t, restored.source);
  });

  await t.test('restores into the newer PostgreSQL 18 of the embedded database', async (t) => {
    const script = await readFile(files.inserts, 'utf8');
    const pglite = await PGlite.create({ extensions: { pg_trgm, unaccent } });
    // Lines that begin with a backslash are psql commands.
    await pglite.exec(script.replace(/^\\.*$/gm, ''));
    const data = await pglite.dumpDataDir('none');
    await pglite.close();
    await isSame(t, { kind: 'memory', dump: data });
  });
});
