import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { adminToken, startBroadsheet, startOwn, stop } from './contestants.js';
import { createLoopProbe } from './event-loop.js';
import { measure, median } from './measure.js';

// Compares stored renditions with Fastify's static plugin, and making renditions with a program that only calls sharp.
// Needs `npm run build`, wrk and Linux.

/** How many photos of 12 megapixels each round has. */
const photoCount = 8;
/** How many renditions are made at the same time. */
const concurrency = 2;
const rounds = 3;
const load = { connections: 32, seconds: 3 };

const folder = await mkdtemp(join(tmpdir(), 'broadsheet-media-'));
const photos = join(folder, 'photos');
const files = join(folder, 'files');
await mkdir(photos);
await mkdir(files);
const probe = await createLoopProbe();
const { DATABASE_URL } = process.env;
const where = DATABASE_URL === undefined ? { DATA_DIR: join(folder, 'data') } : { DATABASE_URL };
const server = await startBroadsheet('media', where, {
  MEDIA_DIR: join(folder, 'media'),
  NODE_OPTIONS: probe.nodeOptions,
});
const plugin = await startOwn('Fastify static', './static.ts', {}, files);

/** Returns a photo of 12 megapixels that compresses like one, to about 3 MB. */
async function photo(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const small = sharp({ create: { width: 1000, height: 750, channels: 3, background: '#888', noise } });
  return sharp(await small.png().toBuffer())
    .resize(4000, 3000)
    .jpeg({ quality: 85 })
    .toBuffer();
}

async function send(method: string, path: string, type: string, body: Buffer | string): Promise<{ id: string }> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': type };
  const response = await fetch(`${server.url}/v1${path}`, { method, headers, body });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string };
}

async function publish(bytes: Buffer): Promise<string> {
  const { id } = await send('POST', '/assets', 'application/octet-stream', bytes);
  await send('PATCH', `/assets/${id}`, 'application/json', JSON.stringify({ visibility: 'public' }));
  return id;
}

async function timeOf(work: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < photoCount) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return performance.now() - start;
}

/** Makes the same renditions as the server, in a process of its own. */
const bareScript = (names: readonly string[]) => `import sharp from 'sharp';
const names = ${JSON.stringify(names)};
const start = performance.now();
let next = 0;
const worker = async () => {
  while (next < names.length)
    await sharp(names[next++]).autoOrient().resize({ width: 1200, withoutEnlargement: true }).webp({ quality: 78, effort: 3 }).toBuffer();
};
await Promise.all(Array.from({ length: ${concurrency} }, worker));
console.log(performance.now() - start);`;

async function request(path: string): Promise<Buffer> {
  const response = await fetch(server.url + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Returns the address of one of the renditions. Each round has photos of its own, because the server stores renditions. */
async function compareMaking(): Promise<string> {
  const times: { ours: number; bare: number; cpuMs: number; delayMs: number }[] = [];
  let path = '';
  for (let round = 0; round < rounds; round++) {
    const names: string[] = [];
    const paths: string[] = [];
    for (let index = 0; index < photoCount; index++) {
      const bytes = await photo();
      const name = join(photos, `${round}-${index}.jpg`);
      await writeFile(name, bytes);
      names.push(name);
      paths.push(`/media/${await publish(bytes)}/w1200.webp`);
    }
    path = paths[0] ?? '';
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      bareScript(names),
    ]);
    await probe.longestDelay();
    const ours = await timeOf((index) => request(paths[index] ?? ''));
    times.push({ ours, bare: Number(stdout), ...(await probe.longestDelay()) });
  }
  const of = (value: (time: (typeof times)[number]) => number) => times.map(value);
  const each = (milliseconds: number[]) => `${(median(milliseconds) / photoCount).toFixed(0)} ms`;
  process.stdout.write(
    `Make w1200.webp of 12 megapixels: ${each(of(({ ours }) => ours))}, sharp alone ${each(of(({ bare }) => bare))}, ratio ${median(of(({ ours, bare }) => bare / ours)).toFixed(2)}
Event loop: at most ${Math.max(...of(({ cpuMs }) => cpuMs)).toFixed(1)} ms of CPU time in one turn, delayed by at most ${Math.max(...of(({ delayMs }) => delayMs)).toFixed(1)} ms
`,
  );
  return path;
}

/** Compares a rendition that is stored with the same file sent by the plugin. */
async function compareServing(path: string): Promise<void> {
  for (const width of ['w320', 'w1200']) {
    const rendition = path.replace('w1200', width);
    const bytes = await request(rendition);
    await writeFile(join(files, `${width}.webp`), bytes);
    const ratios: number[] = [];
    const cpu: { ours: number[]; plugin: number[] } = { ours: [], plugin: [] };
    for (let round = 0; round <= rounds; round++) {
      const ours = await measure(server, { name: width, paths: [rendition] }, load);
      const other = await measure(plugin, { name: width, paths: [`/${width}.webp`] }, load);
      // The first round is a warm-up.
      if (round === 0) continue;
      ratios.push(ours.rate / other.rate);
      cpu.ours.push(ours.cpu ?? 0);
      cpu.plugin.push(other.cpu ?? 0);
    }
    process.stdout.write(
      `Send ${width}.webp of ${Math.round(bytes.length / 1000)} kB: ratio of requests ${median(ratios).toFixed(2)}, CPU time ${median(cpu.ours).toFixed(0)} µs, plugin ${median(cpu.plugin).toFixed(0)} µs\n`,
    );
  }
}

try {
  await compareServing(await compareMaking());
} finally {
  await Promise.all([server, plugin].map(stop));
  await rm(folder, { recursive: true });
}
