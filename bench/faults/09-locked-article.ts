import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { defineFault } from './support/fault.js';

export default defineFault({
  title: 'Thirty writes to an article that somebody holds do not keep others from writing.',
  databases: ['postgresql'],
  within: 60,
  async run({ freshDatabase, server: startServer, atEnd, measure }) {
    const database = await freshDatabase();
    assert.ok('DATABASE_URL' in database);
    const server = await startServer(database);
    await server.ready();
    const { body: article } = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
    const path = `/v1/articles/${article.id}`;
    await server.request('POST', `${path}/publish`);

    const holder = new pg.Client({ connectionString: database.DATABASE_URL });
    await holder.connect();
    atEnd(() => holder.end());
    await holder.query('BEGIN');
    await holder.query('SELECT FROM articles WHERE id = $1 FOR UPDATE', [article.id]);

    const comment = { authorName: 'A Reader', authorEmail: 'reader@example.org', body: 'A ferry at last.' };
    const blocked = Array.from({ length: 30 }, (_, n) =>
      n % 3 === 2
        ? server.request('POST', `${path}/comments`, {
            token: null,
            body: { ...comment, body: `${comment.body} ${n}` },
          })
        : server.request('PATCH', `/v1/articles/${n % 3 === 0 ? article.id : article.slug}`, {
            body: { standfirst: `Attempt ${n}` },
          }),
    );
    const answered = Promise.all(blocked);
    answered.catch(() => {});
    await sleep(300);
    let slowest = 0;
    for (let n = 0; n < 40; n += 1) {
      const other = await server.request('POST', '/v1/articles', { body: { headline: `Meanwhile ${n}` } });
      assert.equal(other.status, 201, JSON.stringify(other.body));
      const read = await server.request('GET', `${path.replace('/v1/', '/v1/desk/')}`);
      assert.equal(read.status, 200);
      slowest = Math.max(slowest, other.milliseconds, read.milliseconds);
    }
    measure('slowest other request', slowest);
    assert.ok(slowest < 1_500, `others are answered within 1.5 s, not ${Math.round(slowest)} ms`);

    for (const { status, headers, body } of await answered) {
      assert.ok(status === 503 || status === 409, `${status} ${JSON.stringify(body)}`);
      if (status === 503) assert.ok(headers.get('retry-after'), '503 says when to retry');
    }
    await holder.query('ROLLBACK');
    const after = await server.request('PATCH', path, { body: { standfirst: 'Free again' } });
    assert.equal(after.status, 200);
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, n) => server.request('PATCH', path, { body: { standfirst: `Now ${n}` } })),
    );
    assert.ok(
      all.every(({ status }) => status === 200),
      'thirty writes to an article that nobody holds all pass',
    );
  },
});
