import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import type { Case } from './cases.js';

/** Requests a second, milliseconds, and the processor time of the server in microseconds a request. */
export type Figures = { rate: number; p50: number; p99: number; cpu: number | undefined };

export type Load = { connections: number; seconds: number };

type Under = { name: string; url: string; pid: number };

/** Measures one server under one kind of request. */
export async function measure(
  server: Under,
  { name, paths, headers = {}, conditional }: Case,
  load: Load,
): Promise<Figures> {
  const expected = conditional ? 304 : 200;
  const asked = conditional ? { ...headers, 'if-none-match': await etagOf(server.url + paths[0]) } : headers;
  const requests = paths.map((path) => ({ method: 'GET' as const, path, headers: asked }));
  let started = 0;
  const before = await processorTime(server.pid);
  const result = await autocannon({
    url: server.url,
    connections: load.connections,
    duration: load.seconds,
    requests,
    setupClient(client) {
      if (requests.length === 1) return;
      // Connections that ask for the same at the same time would be answered by one query.
      const from = (started++ * 7) % requests.length;
      client.setRequests([...requests.slice(from), ...requests.slice(0, from)]);
    },
  });
  const after = await processorTime(server.pid);
  const statuses = Object.keys(result.statusCodeStats ?? {});
  if (result.errors > 0 || statuses.some((status) => Number(status) !== expected)) {
    throw new Error(
      `${name} of ${server.name}: ${statuses.join(', ')} instead of ${expected}, ${result.errors} failed.`,
    );
  }
  const { average, total } = result.requests;
  const { p50, p99 } = result.latency;
  return {
    rate: average,
    p50,
    p99,
    cpu: before && after && total > 0 ? ((after - before) * 1_000_000) / total : undefined,
  };
}

/** Asks for each address once, so that what is measured afterwards is the cache and not how it fills. */
export async function warm({ url }: Under, { paths, headers = {} }: Case): Promise<void> {
  const left = [...paths];
  const ask = async () => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) {
      await (await fetch(url + path, { headers })).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
}

async function etagOf(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'if-none-match': '"none"', 'accept-encoding': 'identity' } });
  return answer.headers.get('etag') ?? '"any"';
}

/** Seconds of processor time of a process, where the system tells. */
export async function processorTime(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name of the process may have spaces; what follows its bracket is fields 3 and on, in ticks of 10 ms.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) / 100;
}

export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
