// One database is enough: no asset is stored.
import { readdir } from 'node:fs/promises';
import { type OutgoingHttpHeaders, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { hasS3Server, noS3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const mebibyte = 1024 * 1024;
const jpegStart = Buffer.from('ffd8ffe000104a464946', 'hex');

type Newsroom = Awaited<ReturnType<typeof openNewsroom>>;
type Upload = { status: number | undefined; sentBytes: number; code: string; tookMs: number };

/** Sends parts until the response arrives. */
async function upload({ app, tokens }: Newsroom, parts: AsyncIterable<Buffer>, more: OutgoingHttpHeaders = {}) {
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/octet-stream', ...more };
  const startedAt = performance.now();
  return new Promise<Upload>((resolve, fail) => {
    let sentBytes = 0;
    const outgoing = send({ port, path: '/v1/assets', method: 'POST', headers }, async (response) => {
      const body = Buffer.concat(await response.toArray());
      outgoing.destroy();
      const tookMs = performance.now() - startedAt;
      resolve({ status: response.statusCode, sentBytes, code: JSON.parse(String(body)).code, tookMs });
    });
    outgoing.on('error', fail);
    void (async () => {
      for await (const part of parts) {
        if (outgoing.destroyed) return;
        sentBytes += part.length;
        if (!outgoing.write(part)) await new Promise((resolve) => outgoing.once('drain', resolve));
      }
    })();
  });
}

async function* repeat(part: Buffer, everyMs: number) {
  yield jpegStart;
  for (;;) {
    await sleep(everyMs);
    yield part;
  }
}

/** Tests with `remaining`, which returns what is in the storage. */
async function refuseStreams(t: Test, newsroom: Newsroom, remaining: () => Promise<string[]>) {
  const declared = await upload(newsroom, repeat(Buffer.alloc(mebibyte), 5), { 'content-length': 5 * 1024 * mebibyte });
  t.match(declared, { status: 413, code: 'too-large' });
  t.ok(declared.sentBytes < 100 * mebibyte, `${declared.sentBytes} bytes of 5 GiB were sent`);
  const endless = await upload(newsroom, repeat(Buffer.alloc(mebibyte), 1));
  t.match(endless, { status: 413, code: 'too-large' });
  t.ok(endless.sentBytes < 100 * mebibyte, `${endless.sentBytes} bytes were sent`);
  t.same(await remaining(), []);
  const slow = await upload(newsroom, repeat(Buffer.from('x'), 1_000));
  t.match(slow, { status: 408, code: 'request-timeout' });
  t.ok(slow.tookMs > 25_000 && slow.tookMs < 45_000, `it took ${Math.round(slow.tookMs)} ms`);
  t.same(await remaining(), []);
  t.same((await newsroom.request('GET', '/v1/desk/assets', { as: 'reader' })).body.data, []);
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const options = { timeout: 90_000, buffered: true };

// Both wait half a minute, so they run at the same time.
t.jobs = 2;
t.setTimeout(100_000);

t.test('refuses endless and slow uploads, and keeps nothing of them in the folder', options, async (t) => {
  const folder = temporaryFolder(t);
  const newsroom = await openNewsroom(t, { environment: { MEDIA_DIR: folder, MEDIA_MAX_MB: '30' } });
  await refuseStreams(t, newsroom, () => filesIn(folder));
});

t.test(
  'refuses endless and slow uploads, and keeps nothing of them in the bucket',
  { ...options, skip: hasS3Server ? false : noS3Server },
  async (t) => {
    const { client, settings, environment } = await startS3Server(t);
    const folder = temporaryFolder(t);
    const newsroom = await openNewsroom(t, {
      environment: { ...environment, MEDIA_DIR: folder, MEDIA_MAX_MB: '30' },
    });
    await refuseStreams(t, newsroom, async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: settings.bucket }));
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket }));
      return [...(await filesIn(folder)), ...[...Contents, ...Uploads].map(({ Key = '' }) => Key)];
    });
  },
);
