import type { AddressInfo } from 'node:net';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { listen, until } from './listening.js';

const { app, request } = await openNewsroom(t, { environment: { EVENT_STREAMS: '3' } });
const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/events`;

t.test('refuses streams above EVENT_STREAMS, and frees a place when a stream closes', async (t) => {
  const held = await Promise.all([listen(url), listen(url), listen(url)]);
  t.match(await request('GET', '/v1/events'), {
    status: 503,
    body: { code: 'too-many-streams' },
    headers: { 'retry-after': '10' },
  });
  t.equal((await request('HEAD', '/v1/events')).status, 200);
  held[0]?.close();
  await until(async () => (await request('GET', '/v1/events')).status === 200, 'its place is free again');
  for (const client of held) client.close();
});
