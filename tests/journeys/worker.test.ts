import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { openDatabase } from '../../src/platform/db/index.js';
import { freshDatabase } from '../support/database.js';

const skip = process.env.TEST_DATABASE_URL === undefined && 'the worker needs PostgreSQL';

t.test('numbers the events of a server without a relay, and stops on a signal', { skip }, async (t) => {
  const { source, drop } = await freshDatabase();
  t.teardown(drop);
  if (source.kind !== 'postgresql') throw new Error('TEST_DATABASE_URL is not used.');
  const database = await openDatabase(source);
  await database.prisma
    .$executeRaw`INSERT INTO events (type, subject_id, payload) VALUES ('x', gen_random_uuid(), '{}')`;
  const worker = spawn(process.execPath, ['dist/worker.js'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, DATABASE_URL: source.url, SECRET_KEY: 'k'.repeat(32), LOG_LEVEL: 'silent' },
  });
  const exit = once(worker, 'exit');
  let position: bigint | null = null;
  for (let tries = 0; tries < 300 && position === null; tries++) {
    await sleep(100);
    position = (await database.prisma.event.findFirstOrThrow()).position;
  }
  t.equal(position, 1n);
  worker.kill('SIGTERM');
  t.same(await exit, [0, null]);
  await database.close();
});
