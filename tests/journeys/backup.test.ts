import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { runScript } from '../support/command.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder(t);
const [original, copy] = [join(folder, 'original'), join(folder, 'copy')];
const file = join(folder, 'newsroom.backup');

const run = (dataDir: string, ...args: string[]) =>
  runScript('dist/cli.js', { DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, args);

async function withServer<Result>(
  settings: Record<string, string>,
  work: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(t, { RELAY: 'off', ...settings });
  await server.ready();
  const result = await work(server);
  server.process.kill('SIGINT');
  await server.exit;
  return result;
}

/** Returns the public responses of a server with their ETags. Cursors contain random bits. */
async function readResponses({ url }: ServerProcess): Promise<unknown[]> {
  const responses: unknown[] = [];
  const read = async (path: string) => {
    const response = await fetch(`${url}${path}`, { redirect: 'manual' });
    const text = (await response.text()).replaceAll(url, '').replace(/"(next|requestId|formToken)":"[^"]*"/g, '');
    responses.push([path, response.status, text.includes('"page"') ? null : response.headers.get('etag'), text]);
    return text;
  };
  for (const kind of ['articles', 'people', 'sections', 'lists']) {
    const { data } = JSON.parse(await read(`/v1/${kind}?limit=100`)) as { data: { id: string; slug: string }[] };
    for (const { id, slug } of data) {
      await read(`/v1/${kind}/${slug}`);
      await read(`/v1/${kind}/${id}`);
      if (kind === 'articles') for (const part of ['comments', 'mentions']) await read(`/v1/articles/${slug}/${part}`);
    }
  }
  for (const path of ['/v1/corrections', '/v1/feeds/rss', '/sitemap.xml']) await read(path);
  return responses;
}

t.test(
  'restores a backup that gives the same public responses, with ids and ETags',
  { timeout: 180_000 },
  async (t) => {
    const before = await withServer({ DATA_DIR: original, DEMO: 'on' }, readResponses);
    t.ok(before.length > 100);
    t.match(await run(original, 'backup', '--out', join(folder, 'nowhere', 'x')), {
      code: 1,
      output: /^\S+nowhere\S+ cannot be written: ENOENT[^\n]*\n$/,
    });
    t.match(await run(original, 'backup', '--out', folder), { code: 1, output: /^\S+ is a folder\.\n$/ });
    t.match(await run(copy, 'restore', join(folder, 'nothing')), { code: 1, output: /^\S+nothing is not a file\.\n$/ });
    const keyFile = join(original, 'secret.key');
    await rename(keyFile, `${keyFile}.away`);
    t.match(await run(original, 'backup', '--out', file), {
      code: 1,
      output: /There is no SECRET_KEY, but the database has data .*comments\.author_email/,
    });
    await rename(`${keyFile}.away`, keyFile);
    t.match(await run(original, 'backup', '--out', file), {
      code: 0,
      output:
        /Backed up \d+ rows of \d+ tables to \S+ The files of assets are not in the backup\. They are in the folder/,
    });
    t.equal((await stat(file)).mode & 0o777, 0o600, 'nobody else can read the file');
    t.match(await run(copy, 'restore', file), { code: 1, output: /made with another SECRET_KEY/ });
    await mkdir(copy, { recursive: true });
    await copyFile(join(original, 'secret.key'), join(copy, 'secret.key'));
    t.match(await run(copy, 'restore', file), { code: 0, output: /Restored \d+ rows of \d+ tables/ });
    t.match(await run(copy, 'restore', file), { code: 1, output: /The target database is not empty/ });
    t.strictSame(await withServer({ DATA_DIR: copy, DEMO: 'on' }, readResponses), before);
  },
);
