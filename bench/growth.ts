import { readFile } from 'node:fs/promises';
import { head, medianOf, type Reads, row } from './table.js';

// Shows how requests per second change with the number of articles. Reads files of `run.ts --json`, the smallest first.

type Result = { stories: number; reads: Reads };

const results: Result[] = [];
for (const file of process.argv.slice(2)) results.push(JSON.parse(await readFile(file, 'utf8')));
results.sort((a, b) => a.stories - b.stories);
const [smallest, largest] = [results[0], results.at(-1)];
if (smallest === undefined || largest === undefined) throw new Error('Name the files: growth.ts 10k.json 100k.json …');

const lines = Object.keys(largest.reads).map((key) => {
  const [name = '', ...server] = key.split(' ');
  const rates = results.map(({ reads }) => Math.round(medianOf(reads, name, server.join(' '), 'rate')));
  return row([key, ...rates, ((rates.at(-1) ?? 0) / (rates[0] ?? 0)).toFixed(2)]);
});
process.stdout.write(
  head(['requests/s', ...results.map(({ stories }) => `${stories}`), 'last ÷ first']) + lines.join(''),
);
