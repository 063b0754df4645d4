import assert from 'node:assert/strict';
import { defineFault } from './support/fault.js';

export default defineFault({
  title: 'The instant that was sent is the instant that is read, whatever the time zone of the database.',
  databases: ['postgresql'],
  within: 120,
  async run({ ownPostgres, server: startServer }) {
    const postgres = await ownPostgres(['fsync=off', 'timezone=America/New_York', 'datestyle=SQL,DMY']);
    const server = await startServer({ DATABASE_URL: postgres.url(await postgres.createDatabase('newsroom')) });
    await server.ready();

    const article = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
    assert.equal(article.status, 201);
    const age = Math.abs(Date.now() - Date.parse(article.body.updatedAt));
    assert.ok(age < 60_000, `updatedAt is ${article.body.updatedAt}, ${age} ms from now`);

    const at = '2016-07-01T12:00:00.000Z';
    const path = `/v1/articles/${article.body.id}`;
    const published = await server.request('POST', `${path}/publish`, { body: { at } });
    assert.equal(published.status, 200);
    assert.equal(Date.parse(published.body.publishedAt), Date.parse(at));
    for (const url of [path, path.replace('/v1/', '/v1/desk/')]) {
      const read = await server.request('GET', url);
      assert.equal(Date.parse(read.body.publishedAt), Date.parse(at), url);
    }

    const soon = new Date(Date.now() + 2_000).toISOString();
    const later = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails again' } });
    const scheduled = await server.request('POST', `/v1/articles/${later.body.id}/schedule`, {
      body: { at: soon },
    });
    assert.equal(scheduled.status, 200, JSON.stringify(scheduled.body));
    for (;;) {
      const read = await server.request('GET', `/v1/articles/${later.body.id}`, { token: null });
      if (read.status === 200) {
        assert.ok(Date.now() >= Date.parse(soon), 'not before its hour');
        break;
      }
      assert.ok(Date.now() < Date.parse(soon) + 5_000, 'within five seconds of its hour');
    }
  },
});
