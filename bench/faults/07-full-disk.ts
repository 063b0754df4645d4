import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault, type Setup } from './support/fault.js';
import type { Server } from './support/server.js';
import { type SmallDisk, smallDisk } from './support/small-disk.js';

const megabyte = 1024 * 1024;
const text = () => Array.from({ length: 12_000 }, () => Math.random().toString(36)).join(' ');

type Acknowledged = Map<string, string>;

/** Creates articles until one is refused. @returns the status of that response */
async function writeUntilRefused(server: Server, kept: Acknowledged, atMost = 400): Promise<number> {
  for (let count = 0; count < atMost; count += 1) {
    const headline = `Ferry ${kept.size}`;
    const response = await server.request('POST', '/v1/articles', { body: { headline, body: text() } });
    if (response.status === 201) {
      kept.set(response.body.id, headline);
      continue;
    }
    assert.ok([503, 507].includes(response.status), `${response.status} ${JSON.stringify(response.body)}`);
    assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
    assert.ok(Number(response.headers.get('retry-after')) > 0, 'says when to come again');
    return response.status;
  }
  throw new Error('The disk did not get full.');
}

async function everyArticleIsThere(server: Server, kept: Acknowledged): Promise<void> {
  for (const [id, headline] of kept) {
    const read = await server.request('GET', `/v1/desk/articles/${id}`);
    assert.equal(read.status, 200, `${id} is lost`);
    assert.equal(read.body.headline, headline);
  }
}

async function readsGoOn(server: Server, articleId: string): Promise<void> {
  assert.equal((await server.request('GET', '/health/live', { within: 10_000 })).status, 200);
  assert.equal((await server.request('GET', '/health/ready', { within: 10_000 })).status, 200);
  const read = await server.request('GET', `/v1/articles/${articleId}`, { token: null, within: 10_000 });
  assert.equal(read.status, 200);
  const cold = await server.request('GET', `/v1/articles?limit=${1 + (Date.now() % 90)}`, { token: null });
  assert.equal(cold.status, 200);
}

async function writesAgain(server: Server): Promise<void> {
  for (const end = Date.now() + 5_000; ; await sleep(50)) {
    const { status } = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails again' } });
    if (status === 201) return;
    assert.ok(Date.now() < end, `writes still get ${status} 5 s after space was freed`);
  }
}

async function published(server: Server): Promise<string> {
  const { body } = await server.request('POST', '/v1/articles', { body: { headline: 'Ferry sails' } });
  assert.equal((await server.request('POST', `/v1/articles/${body.id}/publish`, { body: {} })).status, 200);
  return body.id;
}

async function endsInTime(server: Server, { measure }: Setup, name: string): Promise<void> {
  const begun = performance.now();
  assert.equal(await server.terminate(15_000), 0);
  measure(`${name}, SIGTERM to exit ms`, performance.now() - begun);
}

/** The server fills the disk, and then another program takes the last byte. */
async function withReserve(setup: Setup, disk: SmallDisk): Promise<void> {
  const environment = { DATA_DIR: join(disk.folder, 'data'), MIN_FREE_DISK_MB: '48' };
  const kept: Acknowledged = new Map();
  let server = await setup.server(environment);
  await server.ready();
  const articleId = await published(server);
  await disk.fillTo(52 * megabyte);
  assert.equal(await writeUntilRefused(server, kept), 507);
  await readsGoOn(server, articleId);
  await disk.clear();
  await writesAgain(server);

  // Faster than the server checks the free space.
  const writing = writeUntilRefused(server, kept);
  await disk.fillTo(0);
  assert.equal(await writing, 507);
  await readsGoOn(server, articleId);
  await endsInTime(server, setup, 'with reserve');

  server = await setup.server(environment);
  await server.ready();
  await readsGoOn(server, articleId);
  assert.equal(await writeUntilRefused(server, kept), 507);
  await everyArticleIsThere(server, kept);
  await disk.clear();
  await writesAgain(server);
  await endsInTime(server, setup, 'after restart');
  setup.measure('acknowledged and kept', kept.size);
}

/** Without the reserve, the write-ahead log cannot be written, and the engine ends. */
async function withoutReserve(setup: Setup, disk: SmallDisk): Promise<void> {
  const environment = { DATA_DIR: join(disk.folder, 'unguarded'), MIN_FREE_DISK_MB: '0' };
  const kept: Acknowledged = new Map();
  let server = await setup.server(environment);
  await server.ready();
  const articleId = await published(server);
  const cached = () => server.request('GET', `/v1/articles/${articleId}`, { token: null, within: 10_000 });
  assert.equal((await cached()).status, 200);
  // Less than one segment of the write-ahead log, so the next segment cannot be created.
  await disk.fillTo(14 * megabyte);
  await writeUntilRefused(server, kept);
  for (let count = 0; count < 3; count += 1) await writeUntilRefused(server, kept);
  assert.equal((await server.request('GET', '/health/live', { within: 10_000 })).status, 200);
  assert.equal((await cached()).status, 200, 'what is in memory is served');
  await endsInTime(server, setup, 'without reserve');
  await disk.clear();
  server = await setup.server(environment);
  await server.ready();
  await everyArticleIsThere(server, kept);
  await writesAgain(server);
}

export default defineFault({
  title: 'A full disk refuses writes with 507 and nothing else, and no acknowledged write is lost.',
  databases: ['embedded'],
  within: 180,
  async run(setup) {
    const disk = await smallDisk(setup, 260);
    if (disk === undefined) {
      setup.measure('skipped', 'this process may not mount a file system');
      return;
    }
    await withReserve(setup, disk);
    await withoutReserve(setup, disk);
  },
});
