import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';

type Server = 'broadsheet' | 'hand-written' | 'bare';
type Case = { name: string; urls: Record<Server, string> };
type Figures = { rate: number; p99: number };

const { values: options } = parseArgs({
  options: {
    articles: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});

const servers: Server[] = ['broadsheet', 'hand-written', 'bare'];
const median = (figures: number[]) => figures.sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

async function measure(url: string): Promise<Figures> {
  const result = await autocannon({ url, connections: Number(options.connections), duration: Number(options.seconds) });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  return { rate: result.requests.average, p99: result.latency.p99 };
}

const child = fork(new URL('./servers.ts', import.meta.url), {
  execArgv: ['--import=tsx'],
  env: { ...process.env, BENCH_ARTICLES: options.articles, NODE_ENV: 'production' },
});
const [cases] = (await Promise.race([
  once(child, 'message'),
  once(child, 'exit').then(() => Promise.reject(new Error('The servers did not start.'))),
])) as [Case[]];

const figures = new Map<string, Figures[]>();
try {
  // In turns, so that what else the machine does falls on all of them.
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const { name, urls } of cases) {
      for (const server of servers) {
        const measured = await measure(urls[server]);
        // The first round warms up.
        if (round > 0) figures.set(`${name} ${server}`, [...(figures.get(`${name} ${server}`) ?? []), measured]);
      }
    }
  }
} finally {
  child.disconnect();
}

const table = cases.map(({ name }) => {
  const of = (server: Server) => {
    const measured = figures.get(`${name} ${server}`) ?? [];
    return { rate: median(measured.map(({ rate }) => rate)), p99: median(measured.map(({ p99 }) => p99)) };
  };
  const [ours, hand, bare] = [of('broadsheet'), of('hand-written'), of('bare')];
  return {
    name,
    broadsheet: ours.rate,
    handWritten: hand.rate,
    bare: bare.rate,
    toHandWritten: ours.rate / hand.rate,
    toBare: ours.rate / bare.rate,
    p99: ours.p99,
  };
});

const lines = table.map(
  (row) =>
    `| ${row.name} | ${row.toBare.toFixed(3)} | ${row.toHandWritten.toFixed(2)} | ${Math.round(row.broadsheet)} | ${Math.round(row.handWritten)} | ${Math.round(row.bare)} | ${row.p99} |`,
);
process.stdout.write(
  [
    `${process.env.DATABASE_URL === undefined ? 'PGlite' : 'PostgreSQL'}, ${options.articles} articles, ${options.connections} connections, median of ${options.rounds} rounds of ${options.seconds} s`,
    '',
    '| route | of bare | of hand-written | Broadsheet, req/s | hand-written | bare | p99, ms |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n'),
);
if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ options, table }, null, 2));
