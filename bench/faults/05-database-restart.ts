import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';
import type { Response, Server } from './support/server.js';

/** The responses to requests while the database was stopped and started again. */
type Seen = { statuses: Map<number, number>; wrong: string[]; acknowledged: string[]; unanswered: number };

const workers = 12;

/** Reads and writes in turn over several connections, until it is stopped. */
function load(server: Server, paths: readonly string[], phase: { name: string }) {
  const seen: Seen = { statuses: new Map(), wrong: [], acknowledged: [], unanswered: 0 };
  let going = true;
  let count = 0;

  function note(what: string, { status, headers, body }: Response): void {
    seen.statuses.set(status, (seen.statuses.get(status) ?? 0) + 1);
    if (status === 201) seen.acknowledged.push(body.id);
    if (status < 300) return;
    const isHonest = status === 503 && headers.get('retry-after') !== null && body.code !== undefined;
    if (!isHonest) seen.wrong.push(`${phase.name}: ${what}: ${status} ${JSON.stringify(body)}`);
  }

  async function work(): Promise<void> {
    while (going) {
      count += 1;
      const path = paths[count % paths.length] ?? '';
      const isWrite = count % 3 === 0;
      try {
        note(
          isWrite ? 'POST /v1/articles' : `GET ${path}`,
          isWrite
            ? await server.request('POST', '/v1/articles', { body: { headline: `Ferry ${count}` } })
            : await server.request('GET', path),
        );
      } catch {
        seen.unanswered += 1;
      }
    }
  }

  const running = Array.from({ length: workers }, work);
  return {
    seen,
    async stop() {
      going = false;
      await Promise.all(running);
    },
  };
}

export default defineFault({
  title:
    'A restart, a stop and a failover of PostgreSQL give 503 while they last, and the server is right again within 2 s.',
  databases: ['postgresql'],
  within: 120,
  async run({ ownPostgres, proxy: startProxy, server: startServer, atEnd, measure }) {
    const primary = await ownPostgres(['wal_level=replica', 'fsync=off']);
    const database = await primary.createDatabase('newsroom');
    const proxy = await startProxy(primary.port);
    const server = await startServer({
      DATABASE_URL: primary.url(database, proxy.port),
      CACHE_MB: '0',
      LOG_LEVEL: 'warn',
    });
    await server.ready();
    const article = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
    await server.request('POST', `/v1/articles/${article.body.id}/publish`);
    const desk = `/v1/desk/articles/${article.body.id}`;
    const phase = { name: 'before' };
    const paths = [`/v1/articles/${article.body.id}`, '/v1/articles', desk, '/v1/sections', '/health/ready'];
    const under = load(server, paths, phase);

    const isRight = async () => {
      const responses = await Promise.all([
        server.request('GET', `/v1/articles/${article.body.id}`),
        server.request('GET', desk),
        server.request('PATCH', `/v1/articles/${article.body.id}`, { body: { standfirst: `At ${Date.now()}` } }),
        server.request('GET', '/health/ready'),
      ]);
      return responses.every(({ status }) => status === 200);
    };
    /** Waits until three checks in a row succeed. @returns the milliseconds since `since` */
    const recovered = async (since: number) => {
      let first = 0;
      for (let good = 0; good < 3; ) {
        const at = performance.now();
        assert.equal(server.process.exitCode, null, `the server ended: ${server.output()}`);
        good = (await isRight()) ? good + 1 : 0;
        if (good === 1) first = at;
        if (good === 0) assert.ok(at - since < 10_000, 'right again within ten seconds');
      }
      return first - since;
    };

    let slowest = 0;
    const faults: [string, () => Promise<void>][] = [
      ['fast', () => primary.stop('fast')],
      ['immediate', () => primary.kill()],
      [
        'terminated',
        async () => {
          await primary.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
        },
      ],
      ['reset', async () => proxy.reset()],
    ];
    for (const [name, strike] of faults) {
      phase.name = name;
      await sleep(300);
      await strike();
      if (name === 'fast' || name === 'immediate') {
        await sleep(500);
        await primary.start();
      }
      const took = await recovered(performance.now());
      measure(name, took);
      slowest = Math.max(slowest, took);
    }

    // The old primary continues as a read-only server, as after a failover that leaves its connections open.
    phase.name = 'failover';
    const standby = await primary.startStandby();
    atEnd(() => standby.remove());
    await primary.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await primary.query('SELECT pg_reload_conf()');
    await sleep(300);
    for (let tries = 0; tries < 100; tries += 1) {
      const [behind] = await primary.query<{ same: boolean }>(
        `SELECT coalesce(bool_and(replay_lsn >= pg_current_wal_lsn()), false) AS same FROM pg_stat_replication`,
      );
      if (behind?.same) break;
      await sleep(50);
    }
    await standby.promote();
    proxy.setTarget(standby.port);
    const failover = await recovered(performance.now());
    measure('failover', failover);

    slowest = Math.max(slowest, failover);

    await under.stop();
    const { seen } = under;
    measure('statuses', [...seen.statuses].map(([status, count]) => `${status}×${count}`).join(' '));
    assert.deepEqual(seen.wrong.slice(0, 5), [], `${seen.wrong.length} wrong responses`);
    assert.equal(seen.unanswered, 0, 'every request is answered');
    assert.ok(slowest <= 2_000, `right again within 2 s, not ${Math.round(slowest)} ms`);
    const [kept] = await standby.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM articles WHERE id = ANY ('{${seen.acknowledged.join(',')}}'::uuid[])`,
      database,
    );
    assert.equal(kept?.count, seen.acknowledged.length, 'no acknowledged article is lost');
    assert.equal(await server.terminate(), 0);
  },
});
