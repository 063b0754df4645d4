// One database is enough: the commands read one column of one table.
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { pngOf } from '../support/assets.js';
import { runScript } from '../support/command.js';
import { freshDatabase } from '../support/database.js';
import { hasS3Server, noS3Server, startS3Server } from '../support/s3-server.js';
import { type ServerProcess, startServer } from '../support/server-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { source, drop } = await freshDatabase();
t.teardown(drop);
const folder = temporaryFolder(t);
const media = join(folder, 'media');
const token = 'the-token-of-an-administrator';
const base = {
  ADMIN_TOKEN: token,
  MEDIA_DIR: media,
  LOG_LEVEL: 'silent',
  ...(source.kind === 'postgresql'
    ? { DATABASE_URL: source.url, SECRET_KEY: 'k'.repeat(32) }
    : { DATA_DIR: join(folder, 'data') }),
};
const run = (environment: Record<string, string>, ...args: string[]) =>
  runScript('dist/cli.js', { ...base, ...environment }, ['media', ...args]);

/** Runs work while a server runs. The embedded database allows no commands meanwhile. */
async function withServer<Result>(
  environment: Record<string, string>,
  work: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = await startServer(t, { ...base, ...environment });
  await server.ready();
  const result = await work(server);
  server.process.kill('SIGTERM');
  await server.exit;
  return result;
}

const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
const upload = async ({ url }: ServerProcess, bytes: Buffer) => {
  const response = await fetch(`${url}/v1/assets`, { method: 'POST', headers, body: new Uint8Array(bytes) });
  return ((await response.json()) as { id: string }).id;
};
const readOriginal = async ({ url }: ServerProcess, id: string) => {
  const response = await fetch(`${url}/v1/desk/assets/${id}/file`, { headers });
  return response.ok ? Buffer.from(await response.arrayBuffer()) : response.status;
};

t.test('prunes only after a confirmation, and says what it finds', async (t) => {
  const ids = await withServer({}, async (server) => [await upload(server, await pngOf('#123456'))]);
  t.equal(ids.length, 1);
  t.match(await run({}, 'prune'), { code: 0, output: /^Nothing to delete in the folder .+ with 1 asset\.\n$/ });
  const orphan = join(media, 'originals', 'ab', 'ab'.repeat(32));
  await mkdir(join(media, 'originals', 'ab'));
  await writeFile(orphan, 'left');
  const lastWeek = new Date(Date.now() - 7 * 86_400_000);
  await utimes(orphan, lastWeek, lastWeek);
  const dryRun = await run({}, 'prune');
  t.equal(dryRun.code, 0);
  t.match(dryRun.output, new RegExp(`originals/ab/${'ab'.repeat(32)}`));
  t.match(dryRun.output, /Found 1 file that no asset has.*\nNothing was deleted. Run the command with --yes/);
  t.match(await readdir(join(media, 'originals')), ['ab', /../]);
  t.match(await run({}, 'prune', '--yes'), { code: 0, output: /Deleted 1 file that no asset has/ });
  t.match(await run({}, 'prune', '--yes'), { code: 0, output: /^Nothing to delete/ });
});

t.test(
  'lists assets that no article shows only when asked, and refuses an age that it does not understand',
  async (t) => {
    const result = await run({}, 'prune', '--unused', '--older-than', '1d', '--yes');
    t.match(result, { code: 0, output: /There are no assets that no article shows \(unchanged for 1 day\)\.\n$/ });
    t.match(await run({}, 'prune', '--older-than', '1d'), { code: 1, output: /^--older-than needs --unused\./ });
    for (const age of ['30', '0d', '-1d', '1h'])
      t.match(await run({}, 'prune', '--unused', '--older-than', age), { code: 1, output: /from 1d to 9999d/ }, age);
  },
);

t.test('explains what is missing before it moves files', async (t) => {
  t.match(await run({}, 'move'), { code: 1, output: /^MEDIA_S3_BUCKET: is required to move files/ });
  t.match(await run({}, 'move', '--to', 'disk'), { code: 1, output: /^--to must be one of folder, s3/ });
  const nobody = { MEDIA_S3_BUCKET: 'media', MEDIA_S3_ENDPOINT: 'http://127.0.0.1:1' };
  const credentials = { MEDIA_S3_ACCESS_KEY_ID: 'key', MEDIA_S3_SECRET_ACCESS_KEY: 'hunter2' };
  const failure = await run({ ...nobody, ...credentials }, 'move');
  t.match(failure, { code: 1, output: /The S3 storage does not respond/ });
  t.notMatch(failure.output, /hunter2|at .*\.ts:/, 'neither credentials nor a stack trace are printed');
});

t.test(
  'moves the files of a newsroom to S3 and back',
  { skip: hasS3Server ? false : noS3Server, timeout: 180_000 },
  async (t) => {
    const { environment } = await startS3Server(t);
    const inFolder = { ...environment, MEDIA_STORAGE: 'folder' };
    const pictures = [await pngOf('#000001'), await pngOf('#000002')];
    const ids = await withServer(inFolder, (server) => Promise.all(pictures.map((picture) => upload(server, picture))));
    const first = await run(inFolder, 'move');
    t.match(first, { code: 0, output: /3 files copied \(\S+ MB\), 0 were already there, 0 are missing/ });
    t.match(first.output, /Set MEDIA_STORAGE=s3 for all servers and workers/);
    t.match(await run(environment, 'move', '--to', 's3'), {
      code: 0,
      output: /0 files copied \(0.0 MB\), 3 were already there/,
    });
    await rm(media, { recursive: true });
    const before = await withServer(environment, (server) => Promise.all(ids.map((id) => readOriginal(server, id))));
    t.same(before, pictures, 'the server finds the files in the bucket');
    t.match(await run(inFolder, 'move', '--to', 'folder'), { code: 0, output: /3 files copied/ });
    const after = await withServer(inFolder, (server) => Promise.all(ids.map((id) => readOriginal(server, id))));
    t.same(after, pictures, 'the server finds the files in the folder');

    await rm(join(media, 'originals'), { recursive: true });
    const emptyBucket = { ...inFolder, MEDIA_S3_PREFIX: 'empty' };
    const failure = await run(emptyBucket, 'move');
    t.equal(failure.code, 1);
    t.match(failure.output, new RegExp(`Missing: originals/\\S+ of the asset ${ids[0]} \\(without a name\\)`));
    t.match(failure.output, /0 files copied \(0.0 MB\), 0 were already there, 3 are missing, 0 are damaged/);
  },
);
