import assert from 'node:assert/strict';
import { defineFault } from './support/fault.js';

const kinds = { articles: 'headline', sections: 'name', people: 'name' } as const;

export default defineFault({
  title: 'Of two writes that are based on the same state one is made, and the other is refused.',
  databases: ['embedded', 'postgresql'],
  within: 60,
  async run({ freshDatabase, server: startServer, measure }) {
    const server = await startServer(await freshDatabase());
    await server.ready();
    let refused = 0;

    async function race(path: string, headers: Record<string, string>, bodies: readonly object[], first = 200) {
      const responses = await Promise.all(bodies.map((body) => server.request('PUT', path, { body, headers })));
      const statuses = responses.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === first).length, 1, `${path}: ${statuses}`);
      assert.equal(statuses.filter((status) => status === 412).length, bodies.length - 1, `${path}: ${statuses}`);
      refused += bodies.length - 1;
      return responses.find(({ status }) => status === first)?.headers.get('etag') ?? '';
    }

    for (const [kind, field] of Object.entries(kinds)) {
      const bodies = [1, 2, 3, 4].map((number) => ({ [field]: `Number ${number}` }));
      for (let round = 0; round < 2; round += 1) {
        const path = `/v1/${kind}/by-external-id/wire/${round}`;
        const etag = await race(path, { 'if-none-match': '*' }, bodies, 201);
        await race(
          path,
          { 'if-match': etag },
          bodies.map((body) => ({ ...body, [field]: `${body[field]} again` })),
        );
        const { status } = await server.request('PUT', path, { body: bodies[0], headers: { 'if-none-match': '*' } });
        assert.equal(status, 412);
      }
    }

    await server.request('POST', '/v1/sections', { body: { name: 'World' } });
    const { body: article } = await server.request('POST', '/v1/articles', { body: { headline: 'Story' } });
    await server.request('POST', `/v1/articles/${article.id}/publish`);
    const policies = ['/v1/comment-policy', '/v1/sections/world/comment-policy', '/v1/articles/story/comment-policy'];
    for (const path of policies) {
      const { headers } = await server.request('GET', path);
      let etag = headers.get('etag') ?? '';
      for (let round = 0; round < 2; round += 1) {
        const bodies = [1, 2, 3].map((number) => ({ maxLinks: 3 * round + number }));
        etag = await race(path, { 'if-match': etag }, bodies);
      }
    }
    measure('refused', refused);
  },
});
