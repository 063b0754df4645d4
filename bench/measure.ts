import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Case } from './cases.js';

/** Requests per second, latencies in milliseconds, and CPU time of the server in microseconds per request. */
export type Figures = { rate: number; p50: number; p99: number; cpu: number | undefined };

export type Load = { connections: number; seconds: number };

type Under = { name: string; url: string; pid: number };

/**
 * Measures one server under one kind of request.
 *
 * The load comes from wrk, which needs less CPU time than any of the servers. A generator that is slower than the
 * servers would hide their differences.
 */
export async function measure(
  server: Under,
  { name, paths, headers = {}, conditional }: Case,
  load: Load,
): Promise<Figures> {
  const asked = conditional ? { ...headers, 'if-none-match': await etagOf(server.url + paths[0]) } : headers;
  const expected = conditional ? 304 : 200;
  const { status } = await fetch(server.url + paths[0], { headers: { 'accept-encoding': 'identity', ...asked } });
  if (status !== expected) throw new Error(`${name} of ${server.name}: ${status} instead of ${expected}.`);
  const before = await processorTime(server.pid);
  const { requests, failed, seconds, p50, p99 } = await runWrk(server.url, paths, asked, load);
  const after = await processorTime(server.pid);
  const failures = Object.entries(failed).filter(([, count]) => count > 0);
  if (failures.length > 0) {
    const kinds = failures.map(([kind, count]) => `${kind} ${count}`).join(', ');
    throw new Error(`${name} of ${server.name}: of ${requests} requests, these failed: ${kinds}.`);
  }
  return {
    rate: requests / seconds,
    p50,
    p99,
    cpu: before && after && requests > 0 ? ((after - before) * 1_000_000) / requests : undefined,
  };
}

type Outcome = { requests: number; failed: Record<string, number>; seconds: number; p50: number; p99: number };

/** Returns a wrk script that requests the paths in turn, across all connections. */
const script = (paths: readonly string[], headers: Readonly<Record<string, string>>) => `
local paths = {${paths.map((path) => JSON.stringify(path)).join(', ')}}
local requests, next = {}, 0
function init()
  local headers = {${Object.entries(headers)
    .map(([name, value]) => `[${JSON.stringify(name)}] = ${JSON.stringify(value)}`)
    .join(', ')}}
  for index, path in ipairs(paths) do requests[index] = wrk.format("GET", path, headers) end
end
function request()
  next = next % #requests + 1
  return requests[next]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests":%d,"failed":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},"seconds":%f,"p50":%f,"p99":%f}\\n',
    summary.requests, errors.connect, errors.read, errors.write, errors.status, errors.timeout, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
`;

/** @throws if wrk is not installed. Debian and Homebrew have a package */
export async function runWrk(
  url: string,
  paths: readonly string[],
  headers: Readonly<Record<string, string>>,
  { connections, seconds }: Load,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'wrk-'));
  try {
    const file = join(folder, 'requests.lua');
    await writeFile(file, script(paths, headers));
    // Node accepts one connection per turn of its event loop. The embedded database runs in that loop, so it can take two
    // seconds until the last of 64 connections is accepted.
    const limits = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'];
    const { stdout } = await promisify(execFile)('wrk', [...limits, '-s', file, url]);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Outcome;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Requests each address once, so that the measurement starts with a full cache. */
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

/** Returns the CPU time of a process in seconds, or undefined if the system does not provide it. */
export async function processorTime(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The process name may contain spaces. The fields after its closing bracket begin with field 3; ticks are 10 ms.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) / 100;
}

export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
