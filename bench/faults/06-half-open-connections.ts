import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';

export default defineFault({
  title:
    'Connections whose packets are swallowed are discarded within 10 s, and SIGTERM ends the server while they last.',
  databases: ['postgresql'],
  within: 120,
  async run({ postgres: shared, proxy: startProxy, server: startServer, measure, atEnd }) {
    const postgres = await shared();
    const database = await postgres.createDatabase(`half_open_${Date.now()}`);
    atEnd(() => postgres.query(`DROP DATABASE ${database} WITH (FORCE)`).catch(() => {}));
    const proxy = await startProxy(postgres.port);
    const environment = { DATABASE_URL: postgres.url(database, proxy.port), CACHE_MB: '0' };
    const server = await startServer(environment);
    await server.ready();
    const article = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
    const path = `/v1/articles/${article.body.id}`;
    await server.request('POST', `${path}/publish`);
    const requests = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        n % 2 === 0
          ? server.request('PATCH', path, { body: { standfirst: `${Date.now()} ${n}` } })
          : server.request('GET', n % 4 === 1 ? path : `${path.replace('/v1/', '/v1/desk/')}`),
      );
    // Makes the server open all its connections.
    await Promise.all(requests(40));

    const begun = performance.now();
    proxy.setExisting('swallow');
    let right = 0;
    while (right < 10) {
      const responses = await Promise.all(requests(10));
      for (const { status, headers, body } of responses) {
        if (status === 200) continue;
        assert.equal(status, 503, JSON.stringify(body));
        assert.ok(headers.get('retry-after'), '503 says when to retry');
      }
      right = responses.filter(({ status }) => status === 200).length;
      assert.ok(performance.now() - begun < 30_000, 'it recovers');
      if (right < 10) await sleep(50);
    }
    const recovered = performance.now() - begun;
    measure('recovered after', recovered);
    assert.ok(recovered < 10_000, `recovered within 10 s, not ${Math.round(recovered)} ms`);

    await Promise.all(requests(40));
    proxy.setExisting('swallow');
    const waiting = requests(10).map((request) => request.catch(() => undefined));
    await sleep(200);
    const asked = performance.now();
    assert.equal(await server.terminate(15_000), 0);
    measure('ended after', performance.now() - asked);
    await Promise.all(waiting);
  },
});
