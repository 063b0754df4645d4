import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';
import type { Server } from './support/server.js';

/** The maximum time after the response to the kill in which a process may still show the article. Milliseconds. */
const boundMs = 1_000;

async function publish(server: Server, headline: string): Promise<string> {
  const { body } = await server.request('POST', '/v1/articles', { body: { headline } });
  const published = await server.request('POST', `/v1/articles/${body.id}/publish`);
  assert.equal(published.status, 200);
  return `/v1/articles/${body.id}`;
}

const read = (server: Server, path: string) => server.request('GET', path, { token: null });

async function kill(server: Server, path: string): Promise<void> {
  const killed = await server.request('POST', `${path}/kill`, { body: { reason: 'legal' } });
  assert.equal(killed.status, 200, JSON.stringify(killed.body));
}

export default defineFault({
  title: 'A killed article vanishes from every process within a second, whatever becomes of notifications.',
  databases: ['postgresql'],
  within: 150,
  async run({ postgres, freshDatabase, proxy: startProxy, server: startServer, measure }) {
    const database = await freshDatabase();
    assert.ok('DATABASE_URL' in database);
    const { port, query } = await postgres();
    const proxy = await startProxy(port);
    const name = new URL(database.DATABASE_URL).pathname.slice(1);
    const first = await startServer(database);
    await first.ready();
    const second = await startServer({
      DATABASE_URL: (await postgres()).url(name, proxy.port),
      RELAY: 'off',
      LOG_LEVEL: 'info',
    });
    await second.ready();

    const timesHeard = () => second.output().split('connected to the change signals').length;
    /** Waits until the second process has replaced its lost connection, through the proxy. */
    async function recovered(before: number): Promise<void> {
      const deadline = performance.now() + 6_000;
      while (timesHeard() <= before) {
        assert.ok(performance.now() < deadline, 'the connection that hears of changes is back within 6 s');
        await sleep(20);
      }
    }

    /** Returns the number of database transactions for this number of reads of one address by the second process. */
    async function costOf(path: string, reads: number): Promise<number> {
      const count = async () => {
        const [row] = await query<{ count: string }>(
          `SELECT xact_commit AS count FROM pg_stat_database WHERE datname = '${name}'`,
        );
        return Number(row?.count);
      };
      await sleep(1_200);
      const before = await count();
      for (let done = 0; done < reads; done += 1) assert.equal((await read(second, path)).status, 200);
      await sleep(1_200);
      return (await count()) - before;
    }

    /** Waits until reads of the second process come from memory. */
    async function fromMemory(): Promise<void> {
      const path = await publish(first, 'Still here');
      for (let tries = 0; tries < 10; tries += 1) {
        if ((await costOf(path, 200)) < 100) return;
      }
      assert.fail('The second process does not serve from memory.');
    }

    const paths: string[] = [];
    for (let made = 0; made < 12; made += 1) paths.push(await publish(first, `Story ${made}`));
    await fromMemory();

    let longest = 0;
    for (const [index, path] of paths.slice(0, 10).entries()) {
      // Wait until the second process has received the change and cached the article.
      for (let reads = 0; reads < 20; reads += 1) assert.equal((await read(second, path)).status, 200);
      const before = timesHeard();
      proxy.setExisting(index % 2 === 0 ? 'swallow-replies' : 'swallow', (sent) => sent.includes('LISTEN'));
      await kill(first, path);
      const killedAt = performance.now();
      for (;;) {
        const asked = performance.now() - killedAt;
        const { status } = await read(second, path);
        if (status === 410 || status === 404) break;
        longest = Math.max(longest, asked);
        assert.ok(asked < boundMs, `${path} is ${status} ${Math.round(asked)} ms after it was killed`);
      }
      await recovered(before);
    }
    measure('shown for at most (ms)', longest);

    const [idle = '', last = ''] = paths.slice(10);
    for (let reads = 0; reads < 20; reads += 1) assert.equal((await read(second, idle)).status, 200);
    const before = timesHeard();
    proxy.setExisting('swallow-replies', (sent) => sent.includes('LISTEN'));
    await kill(first, idle);
    await sleep(boundMs);
    assert.ok([404, 410].includes((await read(second, idle)).status), 'asked once, after a second of silence');

    await recovered(before);
    await fromMemory();
    await read(second, last);
    await kill(first, last);
    await sleep(200);
    assert.ok([404, 410].includes((await read(second, last)).status), 'notifications are heard again');
  },
});
