import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type DatabaseKind, type Fault, runFault, sharedPostgres } from './support/fault.js';

/**
 * `npm run build && npx tsx bench/faults/run.ts [script …] [--times 10] [--database embedded|postgresql]`: injects
 * faults, one script after the other, and reports which promises were kept.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '1' }, database: { type: 'string' } },
});
const files = (await readdir(import.meta.dirname))
  .filter((file) => /^\d\d-.*\.ts$/.test(file))
  .filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)))
  .sort();
const times = Number(values.times);
const shared = sharedPostgres();
let broken = 0;
try {
  for (const file of files) {
    const { default: fault } = (await import(`./${file}`)) as { default: Fault };
    const kinds = fault.databases.filter((kind) => values.database === undefined || kind === values.database);
    for (const kind of kinds as DatabaseKind[]) {
      for (let time = 1; time <= times; time += 1) {
        const begun = performance.now();
        const label = `${file.replace(/\.ts$/, '')} on ${kind} (${time}/${times})`;
        try {
          const measures = await runFault(fault, kind, shared.get);
          const seconds = ((performance.now() - begun) / 1000).toFixed(1);
          const said = Object.entries(measures).map(([name, value]) => `${name} ${value}`);
          process.stdout.write(`ok      ${label}, ${[`${seconds} s`, ...said].join(', ')}\n`);
        } catch (error) {
          broken += 1;
          process.stdout.write(`BROKEN  ${label}: ${fault.title}\n        ${(error as Error).stack}\n`);
        }
      }
    }
  }
} finally {
  await shared.remove();
}
process.stdout.write(`${broken === 0 ? 'All promises held.' : `${broken} runs broke a promise.`}\n`);
process.exit(broken === 0 ? 0 : 1);
