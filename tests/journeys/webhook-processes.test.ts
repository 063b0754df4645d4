import { once } from 'node:events';
import t from 'tap';
import { isSigned, receiver, until } from '../flows/webhooks/receiver.js';
import { freshDatabase } from '../support/database.js';
import { startServer, startWorker } from '../support/server-process.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  t.plan(0, 'Several processes need PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
t.teardown(drop);

const token = 'the-token-of-all-processes';
const environment = {
  DATABASE_URL: source.url,
  SECRET_KEY: 'k'.repeat(32),
  ADMIN_TOKEN: token,
  DATABASE_POOL: '4',
  WEBHOOK_ALLOW_PRIVATE: 'on',
  WEBHOOK_TIMEOUT: '5',
};

async function write(url: string, path: string, body: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; secret: string };
}

t.test('loses no message when a worker is killed while sending', async (t) => {
  const server = await startServer(t, { ...environment, RELAY: 'off' });
  await server.ready();
  const worker = await startWorker(t, environment);
  const { url, got, answers } = await receiver(t);
  // The receiver is slow, so that the worker dies with messages that were received but not recorded.
  answers({ status: 204, after: 500 });
  const { secret } = await write(server.url, '/v1/webhooks', { url, types: ['person.created'] });
  const names = Array.from({ length: 40 }, (_, index) => `Person ${index}`);
  for (const name of names) await write(server.url, '/v1/people', { name });
  await until(() => got.length >= 10, 'the worker is in the middle');
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  const before = new Set(got.map(({ id }) => id)).size;
  t.ok(before < names.length, `${before} deliveries were begun`);

  answers({ status: 204 });
  const other = await startServer(t, environment);
  await other.ready();
  const said = () => new Set(got.filter((one) => isSigned(one, secret)).map(({ message }) => message.data.name));
  await until(() => said().size === names.length, 'all messages have arrived');
  t.same([...said()].sort(), [...names].sort());
  const ids = new Set(got.map(({ id }) => id));
  t.equal(ids.size, names.length, 'each message keeps its id, however often it was sent');
  for (const one of [other, server]) {
    one.process.kill('SIGTERM');
    t.equal(await one.exit, 0);
  }
});
