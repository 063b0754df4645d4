import { readFile } from 'node:fs/promises';
import { personSlug, type Scale, sectionSlugs, slugOf } from './content.js';
import { startBroadsheet, stop, type Where } from './contestants.js';
import { placeAt } from './languages.js';
import { runWrk } from './measure.js';

/** The duration of the measurement, and of the warm-up before it. Seconds. */
const measured = 60;
const warmUp = 60;

/** More different responses than fit into the cache, so that it evicts old ones. */
const addresses = 40_000;

function pathOf({ stories, people }: Scale, n: number): string {
  const story = slugOf(1 + ((n * 7919) % stories));
  const person = personSlug(n % people);
  const section = sectionSlugs[n % sectionSlugs.length];
  switch (n % 8) {
    case 0:
      return `/v1/articles?section=${section}&limit=${1 + (n % 40)}`;
    case 1:
      return `/v1/people/${person}/articles?limit=10`;
    case 2:
      return `/v1/articles/${story}/comments`;
    case 3:
      return `/v1/people/${person}`;
    case 4:
      return n % 80 === 4 ? `/v1/articles?q=${placeAt(n)}&limit=5` : `/v1/articles?author=${person}&limit=10`;
    default:
      return `/v1/articles/${story}`;
  }
}

export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Returns the growth in megabytes per minute, by least squares. */
function slopeOf(samples: number[]): number {
  const n = samples.length;
  const [middle, average] = [(n - 1) / 2, samples.reduce((sum, sample) => sum + sample, 0) / n];
  const along = samples.reduce((sum, sample, second) => sum + (second - middle) * (sample - average), 0);
  const across = samples.reduce((sum, _, second) => sum + (second - middle) ** 2, 0);
  return (along / across) * 60;
}

/** Measures the memory of the server under a load of many different reads. Linux only. */
export async function measureMemory(where: Where, scale: Scale, connections: number): Promise<string> {
  const server = await startBroadsheet('memory', where, { CACHE_MB: '64' });
  const idle = await residentMegabytes(server.pid);
  const paths = Array.from({ length: addresses }, (_, n) => pathOf(scale, n));
  const running = runWrk(server.url, paths, {}, { connections, seconds: measured + warmUp });
  const samples: number[] = [];
  for (let second = 0; second < measured + warmUp; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    samples.push(await residentMegabytes(server.pid));
  }
  const { requests, failed } = await running;
  await stop(server);
  const after = samples.slice(warmUp);
  const [first, last] = [after[0] ?? 0, after.at(-1) ?? 0];
  return `${requests} responses, ${failed} failed.
Resident memory in MB: ${idle.toFixed(0)} idle, ${first.toFixed(0)} after ${warmUp} s, ${last.toFixed(0)} after ${measured} s more, ${Math.max(...after).toFixed(0)} at most; ${slopeOf(after).toFixed(1)} MB a minute.
`;
}
