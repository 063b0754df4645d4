import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isSameInOtherOrder } from './order.js';
import { type RecordedResponse, recordResponses } from './requests.js';
import { seed } from './seed.js';
import { startServer } from './server.js';

/**
 * Compares the responses of two versions of Broadsheet, byte for byte.
 *
 *     npx tsx bench/responses/run.ts seed DIRECTORY             fills an embedded database, with the older version
 *     npx tsx bench/responses/run.ts record DIRECTORY FILE      sends about 250 requests to a copy of it, with each version
 *     npx tsx bench/responses/run.ts compare FILE FILE          prints every difference; exit code 1 if there is any
 *
 * `--server PATH` is the `dist/server.js` to start. The default is that of this checkout.
 */
const [command = '', first = '', second = ''] = process.argv.slice(2).filter((argument, at, all) => {
  return argument !== '--server' && all[at - 1] !== '--server';
});
const serverOption = process.argv.indexOf('--server');
const serverFile = resolve(serverOption < 0 ? 'dist/server.js' : (process.argv[serverOption + 1] ?? ''));

if (command === 'seed') {
  const server = await startServer(serverFile, resolve(first));
  try {
    await seed(server);
  } finally {
    await server.stop();
  }
} else if (command === 'record') {
  const copy = await mkdtemp(join(tmpdir(), 'broadsheet-responses-'));
  await cp(resolve(first), copy, { recursive: true });
  const server = await startServer(serverFile, copy);
  try {
    const recorded = await recordResponses(server);
    await writeFile(second, `${JSON.stringify(recorded, null, 1)}\n`);
    process.stdout.write(`Recorded ${recorded.length} responses.\n`);
  } finally {
    await server.stop();
    await rm(copy, { recursive: true, force: true });
  }
} else if (command === 'compare') {
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as RecordedResponse[];
  const [before, after] = [await read(first), await read(second)];
  const later = new Map(after.map((response) => [response.request, response]));
  let differences = 0;
  let orders = 0;
  for (const one of before) {
    const other = later.get(one.request);
    if (other !== undefined && other.body !== one.body && isSameInOtherOrder(one.body, other.body)) {
      orders += 1;
      process.stdout.write(`${one.request}\n  the same values in another order\n`);
      continue;
    }
    for (const part of ['status', 'headers', 'body'] as const) {
      const [old, now] = [JSON.stringify(one[part]), JSON.stringify(other?.[part])];
      if (old === now) continue;
      differences += 1;
      let at = 0;
      while (old[at] === now?.[at]) at += 1;
      const from = Math.max(0, at - 60);
      const excerpt = (text: string | undefined) => text?.slice(from, at + 120);
      process.stdout.write(`${one.request}\n  ${part}\n  - ${excerpt(old)}\n  + ${excerpt(now)}\n`);
    }
  }
  process.stdout.write(`${before.length} responses, ${orders} in another order, ${differences} differences.\n`);
  process.exitCode = differences === 0 && before.length === after.length ? 0 : 1;
} else {
  process.stderr.write('Usage: run.ts seed DIRECTORY | record DIRECTORY FILE | compare FILE FILE [--server PATH]\n');
  process.exitCode = 2;
}
