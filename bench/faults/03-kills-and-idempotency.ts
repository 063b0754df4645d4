import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';
import type { Response, Server } from './support/server.js';

/** The number of kills in one run. Ten runs make a hundred kills. */
const kills = 10;
/** The number of requests in progress at each kill. */
const atOnce = 6;

export default defineFault({
  title:
    'A POST that is repeated with its Idempotency-Key after kill -9 is done once, and nothing acknowledged is lost.',
  databases: ['embedded', 'postgresql'],
  within: 300,
  async run({ freshDatabase, server: startServer, measure }) {
    const database = await freshDatabase();
    const start = async () => {
      const server = await startServer(database);
      await server.ready();
      return server;
    };
    const headlines = new Set<string>();
    const acknowledged = new Map<string, string>();
    let longest = 0;
    let server = await start();

    const bodyOf = (headline: string, n: number) =>
      n % 3 === 0
        ? { path: '/v1/bulk', body: { operations: [operation(`${headline} a`), operation(`${headline} b`)] } }
        : { path: '/v1/articles', body: { headline } };
    const operation = (headline: string) => ({ op: 'create', type: 'article', body: { headline } });
    const post = (to: Server, headline: string, n: number) => {
      const { path, body } = bodyOf(headline, n);
      return to.request('POST', path, { body, headers: { 'idempotency-key': headline.replaceAll(' ', '-') } });
    };
    const note = (headline: string, n: number, { status, body }: Response) => {
      assert.ok(status === 201 || status === 200, `${status} ${JSON.stringify(body)}`);
      if (n % 3 !== 0) acknowledged.set(headline, body.id);
      else
        for (const [index, part] of ['a', 'b'].entries())
          acknowledged.set(`${headline} ${part}`, body.data[index].article.id);
    };

    for (let kill = 0; kill < kills; kill += 1) {
      const all = Array.from({ length: atOnce }, (_, n) => ({ headline: `Kill ${kill} request ${n}`, n }));
      for (const { headline, n } of all)
        for (const name of n % 3 === 0 ? [`${headline} a`, `${headline} b`] : [headline]) headlines.add(name);
      const first = all.map(({ headline, n }) =>
        post(server, headline, n).then(
          (response) => note(headline, n, response),
          () => {},
        ),
      );
      await sleep(Math.random() * 60);
      await server.kill();
      await Promise.all(first);
      server = await start();
      const restarted = performance.now();
      for (const { headline, n } of all) {
        for (;;) {
          const response = await post(server, headline, n);
          if (response.status === 409 && response.body.code === 'idempotency-in-flight') {
            assert.ok(response.headers.get('retry-after'), 'it says when to retry');
            assert.ok(performance.now() - restarted < 10_000, 'a key is free again within ten seconds');
            await sleep(250);
            continue;
          }
          const before = acknowledged.get(n % 3 === 0 ? `${headline} a` : headline);
          note(headline, n, response);
          if (before !== undefined) assert.equal(acknowledged.get(n % 3 === 0 ? `${headline} a` : headline), before);
          break;
        }
      }
      longest = Math.max(longest, performance.now() - restarted);
    }

    const found: { id: string; headline: string }[] = [];
    for (let next = ''; ; ) {
      const { body } = await server.request('GET', `/v1/desk/articles?limit=100&fields=headline,id${next}`);
      found.push(...body.data);
      if (body.page.next === null) break;
      next = `&after=${body.page.next}`;
    }
    measure('articles', found.length);
    measure('duplicates', found.length - new Set(found.map(({ headline }) => headline)).size);
    measure('longest wait', longest);
    assert.equal(found.length, headlines.size, 'each article is there once');
    assert.deepEqual(new Set(found.map(({ headline }) => headline)), headlines);
    const ids = new Set(found.map(({ id }) => id));
    assert.ok(
      [...acknowledged.values()].every((id) => ids.has(id)),
      'what was acknowledged is there',
    );
  },
});
