import { type Figures, median } from './measure.js';

/** Measured figures by `case server`, one entry per round. */
export type Reads = Record<string, Figures[]>;

export const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |\n`;
export const head = (cells: string[]) => row(cells) + row(cells.map(() => '---'));

export const medianOf = (reads: Reads, name: string, server: string, figure: keyof Figures) =>
  median((reads[`${name} ${server}`] ?? []).map((measured) => measured[figure] ?? 0));

/** Returns a table of requests per second with ratios, and one of latencies and CPU time per request. */
export function readsTable(cases: { name: string }[], servers: { name: string }[], reads: Reads): string {
  const names = servers.map(({ name }) => name);
  const rates = cases.map(({ name }) => {
    const ratio = (a: string, b: string) =>
      (medianOf(reads, name, a, 'rate') / medianOf(reads, name, b, 'rate')).toFixed(2);
    return row([
      name,
      ...names.map((server) => Math.round(medianOf(reads, name, server, 'rate'))),
      ratio('hot', 'Fastify'),
      ratio('hot', 'Fastify, body'),
      ratio('cold', 'by hand'),
    ]);
  });
  const costs = cases.map(({ name }) =>
    row([
      name,
      ...names.map((server) => medianOf(reads, name, server, 'p99')),
      ...names.map((server) => Math.round(medianOf(reads, name, server, 'cpu'))),
    ]),
  );
  return [
    head(['requests/s', ...names, 'hot ÷ Fastify', 'hot ÷ Fastify, body', 'cold ÷ by hand']),
    ...rates,
    '\n',
    head(['p99, ms; CPU, µs', ...names.map((name) => `${name}, ms`), ...names.map((name) => `${name}, µs`)]),
    ...costs,
  ].join('');
}

export function writesTable(writes: { ours: number; byHand: number } | undefined): string {
  if (writes === undefined) return '';
  const { ours, byHand } = writes;
  return (
    head(['create', 'POST /v1/articles, ms', 'its INSERTs, ms', 'ratio']) +
    row(['one at a time', ours.toFixed(2), byHand.toFixed(2), (ours / byHand).toFixed(2)])
  );
}
