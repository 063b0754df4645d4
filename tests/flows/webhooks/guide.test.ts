import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { newSecret, signPayload } from '../../../src/flows/webhooks/signatures.js';
import { freePort } from '../../support/server-process.js';
import { until } from './receiver.js';

t.test('runs the receiver of the guide as pasted, which accepts each event once', async (t) => {
  const root = join(import.meta.dirname, '../../..');
  const guide = await readFile(join(root, 'docs/guides/webhooks.md'), 'utf8');
  const script = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const [secret, port] = [newSecret(), await freePort()];
  const node = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { PATH: process.env.PATH, SECRET: secret, PORT: String(port) },
  });
  t.teardown(() => node.kill());
  const ended = once(node, 'close');
  let output = '';
  node.stdout.on('data', (chunk) => (output += chunk));
  node.stderr.on('data', (chunk) => (output += chunk));
  await until(() => output.includes('listening'), 'the receiver listens');
  const send = async (id: string, type: string, position: number, key = secret, at = new Date()) => {
    const body = JSON.stringify({ type, timestamp: at.toISOString(), position, data: { id: 'a', slug: 'story' } });
    const headers = signPayload(id, body, [newSecret(), key], at);
    return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status;
  };
  t.equal(await send('1', 'article.published', 7), 204);
  t.equal(await send('1', 'article.published', 7), 204, 'a repeated event is accepted');
  t.equal(await send('0', 'article.overtaken', 6), 204, 'an overtaken event is accepted');
  t.equal(await send('2', 'article.forged', 8, newSecret()), 400);
  t.equal(await send('3', 'article.old', 9, secret, new Date(Date.now() - 600_000)), 400);
  t.equal(await send('4', 'article.trashed', 10), 204);
  await until(() => output.includes('article.trashed'), 'all events are processed');
  t.equal(output, 'listening\narticle.published story\narticle.trashed story\n');
  node.kill();
  await ended;
});
