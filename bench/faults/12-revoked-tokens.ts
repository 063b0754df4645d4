import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';
import type { Server } from './support/server.js';

type Token = { id: string; token: string; expiresAt: string | null };

/** Collects what an event stream sends until it ends. */
async function listen({ url }: Server, token: string, path: string) {
  const response = await fetch(`${url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  assert.equal(response.status, 200);
  const stream = { text: '', ended: false };
  const decoder = new TextDecoder();
  void (async () => {
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
        stream.text += decoder.decode(chunk, { stream: true });
    } catch {
      // The server has ended the stream.
    }
    stream.ended = true;
  })();
  return stream;
}

async function until(isSo: () => boolean, what: string, within = 8_000): Promise<void> {
  for (const end = Date.now() + within; !isSo(); await sleep(10))
    assert.ok(Date.now() < end, `not within ${within} ms: ${what}`);
}

export default defineFault({
  title:
    'A token does no more than the one that made it, for no longer, and nothing goes on in its name once it is revoked.',
  databases: ['embedded', 'postgresql'],
  within: 180,
  async run({ kind, freshDatabase, server: startServer, measure }) {
    const database = await freshDatabase();
    const here = await startServer(database);
    await here.ready();
    // On PostgreSQL, another process learns of a revocation only through the database.
    const there = kind === 'postgresql' ? await startServer(database) : here;
    await there.ready();
    const { request } = here;
    const make = async (name: string, more: object, token?: string): Promise<Token> => {
      const body = { name, role: 'reader', ...more };
      const made = await request('POST', '/v1/tokens', token === undefined ? { body } : { token, body });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body;
    };
    const isGood = async (token: string, server = there) =>
      (await server.request('GET', '/v1/me', { token })).status === 200;

    const expiresAt = new Date(Date.now() + 8_000).toISOString();
    // A token that may create others.
    const manager = { role: undefined, scopes: ['content:read', 'content:write', 'tokens'] };
    const short = await make('Short', { expiresAt, ...manager });
    const child = await make('Child of short', {}, short.token);
    assert.equal(child.expiresAt, expiresAt, 'a token outlives the one that made it');
    const later = { name: 'Longer', role: 'reader', expiresAt: '2100-01-01T00:00:00Z' };
    assert.equal((await request('POST', '/v1/tokens', { token: short.token, body: later })).status, 403);
    const same = await request('POST', '/v1/tokens', { body: { name: 'Short', role: 'reader' } });
    assert.equal(same.status, 409, 'two tokens have one name');

    const parent = await make('Parent', manager);
    const middle = await make('Middle', manager, parent.token);
    const last = await make('Last', {}, middle.token);
    const streams = [
      await listen(there, last.token, '/v1/desk/events'),
      await listen(there, parent.token, '/v1/events'),
      await listen(here, middle.token, '/v1/desk/events'),
    ];
    const other = await listen(there, (await make('Bystander', {})).token, '/v1/desk/events');
    const before = await request('POST', '/v1/sections', { body: { name: 'Before' } });
    await until(
      () => [...streams, other].every(({ text }) => text.includes(before.body.id)),
      'all hear while they may',
    );

    // Creates tokens as fast as possible while their creator is revoked.
    let isOver = false;
    const made: string[] = [];
    const makers = Array.from({ length: 4 }, async (_, maker) => {
      for (let n = 0; !isOver; n += 1) {
        const body = { name: `Made meanwhile ${maker} ${n}`, role: 'reader' };
        const answer = await there.request('POST', '/v1/tokens', { token: parent.token, body });
        assert.ok([201, 401].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
        if (answer.status === 401) return;
        made.push(answer.body.token);
      }
    });
    await sleep(100);
    const revoked = await request('DELETE', `/v1/tokens/${parent.id}`);
    assert.equal(revoked.status, 204);
    const begun = performance.now();
    for (const server of [here, there])
      for (const { token } of [parent, middle, last]) assert.equal(await isGood(token, server), false, 'still good');
    const after = await request('POST', '/v1/sections', { body: { name: 'After' } });
    await until(() => streams.every(({ ended }) => ended), 'the streams of what is revoked end');
    measure('streams ended after ms', performance.now() - begun);
    await until(() => other.text.includes(after.body.id), 'others go on');
    for (const { text } of streams) assert.ok(!text.includes(after.body.id), 'a revoked stream was told of an event');
    isOver = true;
    await Promise.all(makers);
    for (const token of made) assert.equal(await isGood(token), false, 'made while its parent was revoked, and alive');
    measure('made meanwhile', made.length);
    const { body: left } = await request('GET', '/v1/tokens?limit=100');
    const names = left.data.map(({ name }: { name: string }) => name);
    assert.ok(!names.some((name: string) => /^(Parent|Middle|Last|Made)/.test(name)), names.join());

    const expiring = await listen(there, child.token, '/v1/desk/events').catch(() => undefined);
    await sleep(Math.max(0, Date.parse(expiresAt) - Date.now() + 20));
    assert.equal(await isGood(child.token), false, 'alive though its parent has expired');
    const end = await request('POST', '/v1/sections', { body: { name: 'Once it has expired' } });
    await until(() => expiring?.ended ?? true, 'the stream of what has expired ends');
    assert.ok(!expiring?.text.includes(end.body.id), 'an expired stream was told of an event');
  },
});
