// One database is enough: the command sends requests that other tests send to both.
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { pngOf } from '../support/assets.js';
import { runScript } from '../support/command.js';
import { openNewsroom } from '../support/newsroom.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { app, request, tokens } = await openNewsroom(t);
const url = app.listeningOrigin;
const folder = temporaryFolder(t);
const run = (token: string, ...args: string[]) =>
  runScript('dist/cli.js', { BROADSHEET_TOKEN: token }, ['media', 'upload', ...args]);

await mkdir(join(folder, 'paper', 'may', '.cache'), { recursive: true });
for (const name of ['a “tram”.png', 'may/b.png', 'may/.cache/c.png', '.hidden.png'])
  await writeFile(join(folder, 'paper', name), await pngOf());
await writeFile(join(folder, 'notes.txt'), 'These are notes.');

t.test('uploads files and folders, and says which were refused and why', async (t) => {
  const paths = [join(folder, 'paper'), join(folder, 'notes.txt')];
  const dryRun = await run(tokens.editor, '--url', url, '--dry-run', ...paths);
  t.equal(dryRun.code, 1);
  t.match(dryRun.output, /notes\.txt: The bytes of the file are of no type that can be an asset\.\n/);
  t.match(dryRun.output, /Nothing was uploaded\. Of 3 files \(.+ MB\), 1 would be refused/);
  t.same((await request('GET', '/v1/desk/assets', { as: 'reader' })).body.data, []);

  const first = await run(tokens.editor, '--url', url, '--credit', 'Ann Porter', ...paths);
  t.equal(first.code, 1);
  t.match(first.output, /notes\.txt: .+ \(415 unsupported-file\)\n/);
  t.match(first.output, /2 files uploaded, 0 were already there, 1 were refused\./);
  const { data } = (await request('GET', '/v1/desk/assets', { as: 'reader' })).body;
  t.same(data.map(({ filename, credit }: Record<string, string>) => `${filename} ${credit}`).sort(), [
    'a “tram”.png Ann Porter',
    'b.png Ann Porter',
  ]);
  for (const { id } of data) t.match(first.output, id);

  const again = await run(tokens.editor, '--url', url, join(folder, 'paper'));
  t.equal(again.code, 0);
  t.match(again.output, /0 files uploaded, 2 were already there, 0 were refused\./);
});

t.test('continues after broken connections, and stores each file once', async (t) => {
  let attempts = 0;
  const proxy = createServer(async (source, response) => {
    const { method = '', url: path, headers } = source;
    attempts += 1;
    const { host: _, connection: __, 'transfer-encoding': ___, ...passed } = headers as Record<string, string>;
    if (attempts === 1) return void source.once('data', () => source.socket.destroy());
    const body = Buffer.concat(await source.toArray());
    const answer = await fetch(`${url}${path}`, { method, headers: passed, body });
    if (attempts === 2) return void source.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }).listen(0, '127.0.0.1');
  t.teardown(() => proxy.close());
  await new Promise((resolve) => proxy.once('listening', resolve));
  const front = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const file = join(folder, 'c.png');
  await writeFile(file, await pngOf());
  const { code, output } = await run(tokens.editor, '--url', front, file);
  t.equal(code, 0, output);
  t.match(
    output,
    /1 file uploaded, 0 were already there, 0 were refused\./,
    'the response of the lost attempt is repeated',
  );
  t.equal(attempts, 3);
});

t.test('stops at an error that every file would meet, and reports paths that cannot be read', async (t) => {
  const refused = await run(tokens.reader, '--url', url, join(folder, 'paper'));
  t.equal(refused.code, 1);
  t.match(refused.output, /\(403 forbidden\)\n/);
  t.match(refused.output, /0 files uploaded, 0 were already there, 2 were refused\./);
  const missing = await run(tokens.editor, '--url', url, join(folder, 'missing'), join(folder, 'c.png'));
  t.equal(missing.code, 2);
  t.match(missing.output, /missing: It cannot be read/);
  t.match(missing.output, /1 were already there/);
});
