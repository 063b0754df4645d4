import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { answersTo, type Case, casesAt } from './cases.js';
import { scaleOf } from './content.js';
import { type Contestant, startBroadsheet, startOwn, stop, tell } from './contestants.js';
import { measure, median, warm } from './measure.js';
import { measureMemory } from './memory.js';
import { build, type Place, prepare } from './prepare.js';
import { measureStart } from './start.js';
import { type Reads, readsTable, writesTable } from './table.js';
import { type Written, writeByApi } from './writes.js';

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: process.env.DATABASE_URL === undefined ? '2k' : '10k' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    json: { type: 'string' },
    built: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
  },
});

const stories = Number(options.scale.replace(/k$/, '000').replace(/m$/, '000000'));
if (!Number.isInteger(stories) || stories < 1) throw new Error('--scale is a number such as 2k, 100k or 1m.');
const scale = scaleOf(stories);
const load = { connections: Number(options.connections), seconds: Number(options.seconds) };
const rounds = Number(options.rounds);
const only = options.only?.split(',');
const isWanted = ({ name }: { name: string }) => only?.includes(name) ?? true;

async function startAll(place: Place): Promise<Contestant[]> {
  return [
    await startBroadsheet('hot', await place.where('hot'), {}),
    await startBroadsheet('cold', await place.where('cold'), { CACHE_MB: '0' }),
    await startOwn('by hand', './by-hand.ts', await place.where('by-hand')),
    await startOwn('Fastify', './bare.ts', {}, 'fastify', 'all'),
    await startOwn('Fastify, body', './bare.ts', {}, 'fastify', 'body'),
    await startOwn('node:http', './bare.ts', {}, 'node', 'all'),
  ];
}

/** Reports where the hand-written server returns a different response, because the comparison is then invalid. */
async function compare({ name, paths }: Case, ours: string, byHand: string): Promise<void> {
  for (const path of paths.slice(0, 5)) {
    const [a, b] = (await Promise.all([ours, byHand].map(async (url) => (await fetch(url + path)).json()))) as {
      page?: unknown;
    }[];
    // Both servers encode cursors differently.
    const same = isDeepStrictEqual({ ...a, page: undefined }, { ...b, page: undefined });
    if (!same) process.stderr.write(`${name}: the answers to ${path} differ.\n`);
  }
}

async function measureReads(contestants: Contestant[], cases: Case[]): Promise<Reads> {
  const figures: Reads = {};
  // The servers take turns, so that other load of the machine affects all of them.
  for (let round = 0; round <= rounds; round++) {
    for (const wanted of cases) {
      for (const contestant of contestants) {
        process.stderr.write(`\rround ${round} of ${rounds}, ${wanted.name}, ${contestant.name}\x1b[K`);
        if (contestant.name === 'hot') await warm(contestant, wanted);
        const measured = await measure(contestant, wanted, load);
        const key = `${wanted.name} ${contestant.name}`;
        // The first round is a warm-up.
        if (round > 0) figures[key] = [...(figures[key] ?? []), measured];
      }
    }
  }
  process.stderr.write('\n');
  return figures;
}

async function measureWrites(hot: Contestant, byHand: Contestant): Promise<{ ours: number; byHand: number }> {
  const milliseconds = load.seconds * 1000;
  const each = ({ count, milliseconds }: Written) => milliseconds / count;
  const times: { ours: number; byHand: number }[] = [];
  // Warm-up: one client writes a few hundred articles per second, until all of the code is compiled.
  await writeByApi(hot.url, 4 * milliseconds);
  for (let round = 0; round <= rounds; round++) {
    const ours = each(await writeByApi(hot.url, milliseconds));
    const other = each(await tell<Written>(byHand, { milliseconds }));
    if (round > 0) times.push({ ours, byHand: other });
  }
  return { ours: median(times.map(({ ours }) => ours)), byHand: median(times.map(({ byHand }) => byHand)) };
}

if (!options.built) await build();
const place = await prepare(scale);
process.stdout.write(`${place.kind}, ${stories} stories, Node ${process.versions.node}\n\n`);
const contestants: Contestant[] = [];
try {
  if (options.memory) {
    process.stdout.write(await measureMemory(await place.where('memory'), scale, load.connections));
  } else if (options.start) {
    process.stdout.write(await measureStart(await place.where('start')));
  } else {
    contestants.push(...(await startAll(place)));
    const [hot, cold, byHand, ...bare] = contestants as [Contestant, Contestant, Contestant, ...Contestant[]];
    const cases = (await casesAt(scale, cold.url)).filter(isWanted);
    for (const wanted of cases) {
      await compare(wanted, cold.url, byHand.url);
      const given = await answersTo(wanted, cold.url);
      for (const server of bare) await tell(server, given);
    }
    const reads = await measureReads(contestants, cases);
    const writes = isWanted({ name: 'create' }) ? await measureWrites(hot, byHand) : undefined;
    process.stdout.write(
      `${load.connections} connections, medians of ${rounds} rounds of ${load.seconds} s\n\n${readsTable(cases, contestants, reads)}\n${writesTable(writes)}`,
    );
    if (options.json !== undefined) {
      await writeFile(options.json, JSON.stringify({ database: place.kind, stories, load, rounds, reads, writes }));
    }
  }
} finally {
  await Promise.all(contestants.map(stop));
  await place.tidy();
}
