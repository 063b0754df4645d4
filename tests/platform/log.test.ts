import { Writable } from 'node:stream';
import { pino } from 'pino';
import t from 'tap';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/platform/config.js';
import { idempotency } from '../../src/platform/idempotency/index.js';
import { loggerOptions } from '../../src/platform/log.js';
import { openNewsroom } from '../support/newsroom.js';

const { database, newsroom, tokens } = await openNewsroom(t);

t.test('logs every request as JSON with its id, without tokens and e-mail addresses', async (t) => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const config = readConfig({ RATE_LIMIT: 'off' });
  const app = await createApp({
    config,
    newsroom,
    idempotency: idempotency(database, 'k'.repeat(32)),
    logger: { ...loggerOptions('trace'), stream },
  });
  t.teardown(() => app.close());
  const headers = {
    authorization: `Bearer ${tokens.admin}`,
    'x-request-id': 'the-request-1',
    cookie: 'session=secret',
  };
  await app.inject({ method: 'POST', url: '/v1/articles', headers, payload: { headline: 'Logged' } });
  await app.inject({ method: 'POST', url: '/v1/articles/logged/publish', headers });
  const posted = await app.inject({
    method: 'POST',
    url: '/v1/articles/logged/comments',
    payload: { authorName: 'Ada', authorEmail: 'ada@example.org', body: 'Hello there' },
  });
  t.equal(posted.statusCode, 202);

  const entries = lines
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.ok(
    entries.some(({ reqId, req }) => reqId === 'the-request-1' && req?.method === 'POST' && req.url === '/v1/articles'),
  );
  t.ok(entries.some(({ reqId, res }) => reqId === 'the-request-1' && res?.statusCode === 201));
  for (const secret of [tokens.admin, posted.json().editToken, 'ada@example.org', 'session=secret'])
    t.notMatch(lines.join(''), secret);
});

t.test('redacts fields that are named like secrets', async (t) => {
  let line = '';
  const log = pino(loggerOptions('info'), { write: (text: string) => (line += text) });
  log.info({ made: { token: 'bs_x', editToken: 'y', authorEmail: 'a@b.c' } });
  t.notMatch(line, /bs_x|"y"|a@b\.c/);
});
