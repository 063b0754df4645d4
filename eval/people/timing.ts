import { compileDirectory, link, type PersonRecord } from '../../src/flows/mentions/linker/index.js';
import { readPeople, readStories, strangers } from './corpus.js';
import { measureLoading } from './loading.js';

/** The length of the linked text in UTF-16 units, that of a long article. */
const length = 4_096;

const here = new URL('.', import.meta.url);
const people = readPeople(new URL('people.json', here));
const body = readStories(new URL('stories/', here))
  .map(({ story }) => story.body)
  .join('\n\n')
  .slice(0, length);

/** Returns the fastest of several runs in milliseconds, because other load of the machine only adds time. */
function fastest(runs: number, work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    work();
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

function timed(directory: readonly PersonRecord[]): { compile: number; story: number } {
  const compiled = compileDirectory(directory);
  const story = { body, date: '2017-07-07' };
  // The runs are short, so that the fastest one fits between two pieces of other work on a busy machine.
  const ten = () => {
    for (let time = 0; time < 10; time += 1) link(story, compiled);
  };
  return { compile: fastest(3, () => compileDirectory(directory)), story: fastest(300, ten) / 10 };
}

process.stdout.write('| people | compile, ms | story of 4 KB, ms | of that with 100 |\n| --- | --- | --- | --- |\n');
let first: number | undefined;
for (const count of [100, 10_000, 50_000]) {
  const { compile, story } = timed([...people, ...strangers(count - people.length)]);
  first ??= story;
  process.stdout.write(`| ${count} | ${compile.toFixed(0)} | ${story.toFixed(2)} | ${(story / first).toFixed(2)} |\n`);
}

process.stdout.write(
  '\n| people in the database | until the first analysis, ms | until a new person is known, ms | longest stall, ms |\n| --- | --- | --- | --- |\n',
);
for (const count of [100, 10_000, 50_000]) {
  const { warmMs, changeMs, stallMs } = await measureLoading(count);
  process.stdout.write(`| ${count} | ${warmMs.toFixed(0)} | ${changeMs.toFixed(0)} | ${stallMs.toFixed(0)} |\n`);
}
process.exit(0);
