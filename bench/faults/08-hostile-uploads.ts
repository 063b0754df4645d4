import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { zipOf } from '../../tests/flows/imports/formats/fixtures/archives.js';
import { defineFault } from './support/fault.js';
import type { Server } from './support/server.js';

const megabyte = 1024 * 1024;
const unpackedBytes = 300 * megabyte;
/** By how much uploads may delay other requests. Milliseconds. */
const longestDelay = 100;

const run = promisify(execFile);
const packed = promisify(gzip);

/** A file of 300 MB without a separator, for each kind of format. */
const hostile: readonly [format: string, beginning: string][] = [
  ['ndjson', '{"headline":"'],
  ['rss', '<?xml version="1.0"?><rss version="2.0"><channel><item><title>'],
  ['ninjs', '[{"uri":"'],
  ['ghost', '{"db":[{"data":{"posts":["'],
  ['html-page', '<html><body><article>'],
];

const post = (title: string) => `---\ntitle: ${title}\ndate: 2016-07-01\n---\nThe ferry sails at noon.`;

async function megabytesIn(folder: string): Promise<number> {
  const { stdout } = await run('du', ['-sk', folder]);
  return Number(stdout.split('\t')[0]) / 1024;
}

/** Reads repeatedly, bypassing the cache, until it is stopped. @returns the time of each response in milliseconds */
function reading(server: Server): () => Promise<number[]> {
  let isOn = true;
  const loop = (async () => {
    const waits: number[] = [];
    for (let count = 0; isOn; count += 1) {
      const read = await server.request('GET', `/v1/desk/articles?limit=${1 + (count % 90)}`);
      assert.equal(read.status, 200);
      waits.push(read.milliseconds);
      await sleep(5);
    }
    return waits.sort((a, b) => a - b);
  })();
  return () => {
    isOn = false;
    return loop;
  };
}

/** Waits until an import has ended. */
async function over(server: Server, id: string) {
  for (;;) {
    const { body } = await server.request('GET', `/v1/imports/${id}`);
    if (!['queued', 'running'].includes(body.status)) return body;
    await sleep(50);
  }
}

/** Checks that an entry with a name that cannot be stored is refused without affecting other entries. */
async function namesInArchives(server: Server): Promise<void> {
  const archive = zipOf({
    'a.md': post('First'),
    'b\0.md': post('Second'),
    '../c.md': post('Third'),
    'd.md': post('Last'),
  });
  const headers = { 'content-type': 'application/zip' };
  const sent = await server.request('POST', '/v1/imports?format=markdown', { body: archive, headers });
  assert.equal(sent.status, 202);
  const job = await over(server, sent.body.id);
  assert.deepEqual([job.status, job.created, job.skipped, job.failed], ['done', 2, 2, 0], JSON.stringify(job));
}

export default defineFault({
  title: 'A small upload that unpacks to 300 MB is refused while it arrives, delays nobody and leaves nothing behind.',
  databases: ['embedded', 'postgresql'],
  within: 180,
  async run({ kind, freshDatabase, server: startServer, measure }) {
    const database = await freshDatabase();
    const server = await startServer(database);
    await server.ready();
    await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
    for (let count = 0; count < 100; count += 1) await server.request('GET', '/v1/desk/articles');
    const folder = 'DATA_DIR' in database ? database.DATA_DIR : undefined;
    const before = folder === undefined ? 0 : await megabytesIn(folder);

    const bodies: [string, Buffer][] = [];
    for (const [format, beginning] of hostile)
      bodies.push([format, await packed(Buffer.concat([Buffer.from(beginning), Buffer.alloc(unpackedBytes, 'a')]))]);

    const stopCalm = reading(server);
    await sleep(5_000);
    const calm = (await stopCalm()).at(-1) ?? 0;

    const stop = reading(server);
    for (const [format, body] of bodies) {
      const begun = performance.now();
      const sent = await server.request('POST', `/v1/imports?format=${format}`, {
        body,
        headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
      });
      measure(`${format} refused after ms`, performance.now() - begun);
      assert.equal(sent.status, 413, `${format}: ${sent.status} ${JSON.stringify(sent.body)}`);
      assert.match(sent.body.detail, /\d+ MiB/, 'names the limit');
    }
    await sleep(300);
    const waits = await stop();
    const longest = waits.at(-1) ?? 0;
    measure('median wait ms', waits[waits.length >> 1] ?? 0);
    measure('longest wait ms', longest);
    measure('longest wait without uploads ms', calm);
    assert.ok(
      longest < calm + longestDelay,
      `a read waited ${longest.toFixed(0)} ms, ${calm.toFixed(0)} ms without uploads`,
    );

    if (folder !== undefined) {
      const grown = (await megabytesIn(folder)) - before;
      measure('data directory grew by MB', grown);
      // The write-ahead log grows by segments of 16 MB.
      assert.ok(grown < 20, `the data directory grew by ${grown.toFixed(0)} MB`);
    }
    assert.equal((await server.request('GET', '/v1/imports')).body.data.length, 0);
    await namesInArchives(server);
    assert.equal(await server.terminate(), 0, kind);
  },
});
