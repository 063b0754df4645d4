import { openAsBlob } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { ApiProblem, createClient } from '../../../clients/typescript/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

// One database is enough: the client sends HTTP requests that other tests send to both.

const { app, tokens } = await openNewsroom(t);
// After an aborted request, fetch opens a new connection without a request, for which the server would wait.
t.teardown(() => app.server.closeAllConnections());
const client = createClient({ url: app.listeningOrigin, token: tokens.admin });
const folder = temporaryFolder(t);

/** Returns an image of about a megabyte, whose bytes cannot be compressed. */
async function createPhoto(name: string): Promise<Blob> {
  const path = join(folder, name);
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  await sharp({ create: { width: 800, height: 600, channels: 3, background: '#888888', noise } })
    .png()
    .toFile(path);
  return openAsBlob(path);
}

t.test('uploads a file with its description, and reports the progress', async (t) => {
  const photo = await createPhoto('a.png');
  const counts: number[] = [];
  const { asset, isNew } = await client.upload(photo, {
    filename: 'tram “süd”.png',
    description: { credit: 'Ann Porter', alt: { en: 'A tram' }, tags: ['Trams', 'Depots'], focalPoint: { x: 0, y: 1 } },
    onProgress: (sentBytes, totalBytes) => {
      t.equal(totalBytes, photo.size);
      counts.push(sentBytes);
    },
  });
  t.ok(isNew);
  t.match(asset, {
    ...{ bytes: photo.size, filename: 'tram “süd”.png', credit: 'Ann Porter', alt: { en: 'A tram' } },
    ...{ tags: ['Trams', 'Depots'], focalPoint: { x: 0, y: 1 } },
  });
  t.ok(counts.length > 3, `${counts.length} reports`);
  t.same(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  t.equal(counts.at(-1), photo.size);
  t.same(await client.upload(new File([photo], 'again.png')), { asset, isNew: false });
});

t.test('sends a file again after a broken connection, and stores it once', async (t) => {
  const keys = new Set<unknown>();
  let attempts = 0;
  const proxy = createServer(async (source, response) => {
    attempts += 1;
    const { method = '', url: path = '', headers } = source;
    keys.add(headers['idempotency-key']);
    if (attempts === 1) return void source.once('data', () => source.socket.destroy());
    const { host: _, connection: __, 'transfer-encoding': ___, ...passed } = headers as Record<string, string>;
    const body = Buffer.concat(await source.toArray());
    const answer = await fetch(app.listeningOrigin + path, { method, headers: passed, body });
    if (attempts === 2) return void source.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  t.teardown(() => proxy.close());
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const { isNew } = await createClient({ url, token: tokens.admin }).upload(await createPhoto('b.png'));
  t.ok(isNew, 'the response that was lost is sent again');
  t.equal(attempts, 3);
  t.equal(keys.size, 1);
});

t.test('throws an ApiProblem for a file that is refused, and stops when the caller aborts', async (t) => {
  const refused = await client.upload(new Blob(['These are notes.'])).catch((error) => error);
  t.ok(refused instanceof ApiProblem);
  t.match(refused, { status: 415, code: 'unsupported-file' });
  const controller = new AbortController();
  let sentBytes = 0;
  const upload = client.upload(new Blob([new Uint8Array(50_000_000)]), {
    signal: controller.signal,
    onProgress: (count) => {
      sentBytes = count;
      if (count > 1_000_000) controller.abort();
    },
  });
  await t.rejects(upload, { name: 'AbortError' });
  t.ok(sentBytes < 20_000_000, `${sentBytes} bytes were read`);
});
