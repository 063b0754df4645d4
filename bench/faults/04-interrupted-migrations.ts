import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../../src/platform/db/migrate.js';
import { defineFault } from './support/fault.js';

/** How often one run kills a first start, each time with a new database. Creating an embedded one takes seconds. */
const kills = { embedded: 1, postgresql: 2 } as const;
const migrationsDir = join(import.meta.dirname, '../../prisma/migrations');

export default defineFault({
  title:
    'A first start that was killed is repaired by the next; a migration that fails leaves nothing; three can start at once.',
  databases: ['embedded', 'postgresql'],
  within: 240,
  async run({ kind, freshDatabase, server: startServer, folder, measure }) {
    const environment = { DEMO: 'on', ADMIN_TOKEN: '', RELAY: 'off' };
    const tokenOf = (output: string) => /Admin token, shown this once: {2}(\S+)/g.exec(output)?.[1];
    const whole = await startServer({ ...environment, ...(await freshDatabase()) });
    const begun = performance.now();
    await whole.ready();
    const needed = performance.now() - begun;
    const counts = async (server: typeof whole, token: string | undefined) => {
      const found: number[] = [];
      for (const list of ['sections', 'people', 'desk/articles', 'desk/comments', 'lists', 'tokens']) {
        const { status, body } = await server.request('GET', `/v1/${list}?limit=1&count=exact`, {
          token: token ?? null,
        });
        assert.equal(status, 200, `${list}: ${JSON.stringify(body)}`);
        found.push(body.page.total);
      }
      return found;
    };
    const expected = await counts(whole, tokenOf(whole.output()));
    assert.equal(expected.at(-1), 1);
    await whole.kill();

    for (let kill = 1; kill <= kills[kind]; kill += 1) {
      const database = await freshDatabase();
      const killed = await startServer({ ...environment, ...database });
      // Earlier, the process loads its modules and has not changed anything.
      const after = needed * (0.3 + 0.75 * Math.random());
      await sleep(after);
      await killed.kill();
      const next = await startServer({ ...environment, ...database });
      await next.ready();
      // If a token was printed but not stored, the next start prints another one.
      const token = tokenOf(next.output()) ?? tokenOf(killed.output());
      assert.deepEqual(await counts(next, token), expected, `killed after ${Math.round(after)} ms`);
      measure(`kill ${kill} after ms`, after);
      await next.kill();
    }

    if (kind === 'embedded') return;
    const database = await freshDatabase();
    assert.ok('DATABASE_URL' in database);
    const three = await Promise.all([1, 2, 3].map(() => startServer({ ...environment, ...database })));
    await Promise.all(three.map((server) => server.ready()));
    // The server prints its greeting after it is ready.
    await sleep(200);
    const tokens = three.map((server) => tokenOf(server.output())).filter((token) => token !== undefined);
    assert.equal(tokens.length, 1, 'one token is made');
    for (const server of three) assert.deepEqual(await counts(server, tokens[0]), expected);
    await Promise.all(three.map((server) => server.kill()));

    const failing = await folder();
    await cp(migrationsDir, failing, { recursive: true });
    await mkdir(join(failing, '29990101000000_fails'));
    await writeFile(
      join(failing, '29990101000000_fails', 'migration.sql'),
      'CREATE TABLE half (id int); SELECT 1 / 0;',
    );
    const pool = new pg.Pool({ connectionString: database.DATABASE_URL, max: 1 });
    try {
      await assert.rejects(migrate(pool, failing), /29990101000000_fails failed.*division by zero/);
      const { rows } = await pool.query(`SELECT to_regclass('half') AS half`);
      assert.deepEqual(rows, [{ half: null }]);
      assert.deepEqual(await migrate(pool, migrationsDir), []);
    } finally {
      await pool.end();
    }
    const again = await startServer({ ...environment, ...database });
    await again.ready();
  },
});
