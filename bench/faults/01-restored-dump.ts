import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defineFault } from './support/fault.js';
import type { Server } from './support/server.js';

const run = promisify(execFile);
const paths = ['/v1/articles?limit=100', '/v1/desk/articles?limit=100&q=summit', '/v1/people?limit=100', '/v1/lists'];

async function responsesOf(server: Server): Promise<unknown[]> {
  const responses: unknown[] = [];
  for (const path of paths) {
    const { status, body } = await server.request('GET', path, path.includes('/v1/desk/') ? {} : { token: null });
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    responses.push(body);
  }
  return responses;
}

export default defineFault({
  title: 'A dump restores without an error, and serves what was dumped; a database that is not whole is not ready.',
  databases: ['postgresql'],
  within: 120,
  async run({ postgres: shared, freshDatabase, server: startServer, folder }) {
    const postgres = await shared();
    const urlOf = async () => {
      const fresh = await freshDatabase();
      assert.ok('DATABASE_URL' in fresh);
      return fresh.DATABASE_URL;
    };
    const original = await urlOf();
    const first = await startServer({ DATABASE_URL: original, DEMO: 'on', RELAY: 'off' });
    await first.ready();
    const expected = await responsesOf(first);
    await first.terminate();

    const files = await folder();
    const program = (name: string, ...args: string[]) => run(join(postgres.bin, name), args, { timeout: 60_000 });
    await program('pg_dump', '--format=custom', '--file', join(files, 'dump'), '--dbname', original);
    await program('pg_dump', '--file', join(files, 'dump.sql'), '--dbname', original);
    const restored = await urlOf();
    await program('pg_restore', '--exit-on-error', '--dbname', restored, join(files, 'dump'));
    const byPsql = await urlOf();
    await program('psql', '--quiet', '--set=ON_ERROR_STOP=1', '--dbname', byPsql, '--file', join(files, 'dump.sql'));

    for (const url of [restored, byPsql]) {
      const server = await startServer({ DATABASE_URL: url, RELAY: 'off' });
      await server.ready();
      assert.deepEqual(await responsesOf(server), expected);
      if (url === byPsql) {
        await postgres.query('DROP TABLE articles CASCADE', new URL(url).pathname.slice(1));
        const health = await server.request('GET', '/health/ready');
        assert.equal(health.status, 503);
        assert.match(health.body.detail, /table articles/);
      }
      assert.equal(await server.terminate(), 0);
    }
  },
});
