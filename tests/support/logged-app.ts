import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/platform/config.js';
import { idempotency } from '../../src/platform/idempotency/index.js';
import { loggerOptions } from '../../src/platform/log.js';
import type { TestNewsroom } from './newsroom.js';

/** Creates another server of a newsroom, which logs everything. It closes with the test. */
export async function openLoggedApp(
  test: { teardown(after: () => unknown): void },
  { newsroom, database }: Pick<TestNewsroom, 'newsroom' | 'database'>,
): Promise<{ app: FastifyInstance; lines: string[] }> {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const app = await createApp({
    config: readConfig({ RATE_LIMIT: 'off' }),
    newsroom,
    idempotency: idempotency(database, 'k'.repeat(32)),
    logger: { ...loggerOptions('trace'), stream },
  });
  test.teardown(() => app.close());
  await app.ready();
  return { app, lines };
}
