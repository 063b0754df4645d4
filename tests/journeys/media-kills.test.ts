import { createHash } from 'node:crypto';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import t, { type Test } from 'tap';
import { createNewsroom } from '../../src/newsroom.js';
import { commandLineActor } from '../../src/platform/auth/index.js';
import { readConfig } from '../../src/platform/config.js';
import { openDatabase } from '../../src/platform/db/index.js';
import { createStorage } from '../../src/platform/storage/index.js';
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
const environment = {
  ADMIN_TOKEN: token,
  MEDIA_DIR: media,
  LOG_LEVEL: 'silent',
  ...(source.kind === 'postgresql'
    ? { DATABASE_URL: source.url, SECRET_KEY: 'k'.repeat(32) }
    : { DATA_DIR: join(folder, 'data') }),
};

/** How often the server is killed. */
const kills = Number(process.env.MEDIA_KILLS ?? 4);

type Asset = { id: string; checksum: string };

const authorization = { authorization: `Bearer ${token}` };
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let uploadCount = 0;

/** A new film of some megabytes, or a new picture that takes time to decode. */
async function nextFile(): Promise<Buffer> {
  uploadCount += 1;
  if (uploadCount % 3 > 0) {
    const head = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex');
    return Buffer.concat([head, Buffer.alloc(Math.ceil(Math.random() * 8_000_000), `film ${uploadCount} `)]);
  }
  const background = `#${uploadCount.toString(16).padStart(6, '0')}`;
  return sharp({ create: { width: 2400, height: 1600, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** Uploads files, publishes them and reads renditions until the server is killed. Returns what was acknowledged. */
async function work({ url }: ServerProcess, acknowledge: (asset: Asset) => void): Promise<void> {
  for (;;) {
    const body = await nextFile();
    const headers = { ...authorization, 'content-type': 'application/octet-stream' };
    const response = await fetch(`${url}/v1/assets`, { method: 'POST', headers, body: new Uint8Array(body) });
    if (response.status !== 201) throw new Error(`The upload ended with ${response.status}.`);
    // The headers of the response acknowledge the file, even if the rest of the response is lost.
    acknowledge({ id: response.headers.get('location')?.split('/').at(-1) ?? '', checksum: hash(body) });
    const { id, kind } = (await response.json()) as { id: string; kind: string };
    if (kind !== 'image') continue;
    await fetch(`${url}/v1/assets/${id}`, {
      method: 'PATCH',
      headers: { ...authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ visibility: 'public' }),
    });
    await Promise.all(
      ['w320.jpg', 'w800-16x9.webp', 'w1600.avif'].map(async (spec) =>
        (await fetch(`${url}/media/${id}/${spec}`)).arrayBuffer(),
      ),
    );
  }
}

const isCut = (error: unknown) => error instanceof TypeError;

const filesIn = async (parent: string) =>
  (await readdir(parent, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(parent.length + 1));

async function listAssets({ url }: ServerProcess): Promise<Asset[]> {
  const assets: Asset[] = [];
  for (let after = ''; ; ) {
    const response = await fetch(`${url}/v1/desk/assets?limit=100${after}`, { headers: authorization });
    const { data, page } = (await response.json()) as { data: Asset[]; page: { next: string | null } };
    assets.push(...data);
    if (page.next === null) return assets;
    after = `&after=${page.next}`;
  }
}

/** Kills servers while they work, and returns what they have acknowledged, and a server that lives. */
async function killServers(t: Test, settings: Record<string, string>) {
  const acknowledgedAssets: Asset[] = [];
  const start = async () => {
    const server = await startServer(t, settings);
    await server.ready();
    return server;
  };
  for (let kill = 0; kill < kills; kill += 1) {
    const server = await start();
    const workers = Array.from({ length: 4 }, () =>
      work(server, (asset) => acknowledgedAssets.push(asset)).catch((error) => {
        if (!isCut(error)) throw error;
      }),
    );
    await sleep(200 + Math.random() * 1_500);
    server.process.kill('SIGKILL');
    await server.exit;
    await Promise.all(workers);
  }
  const server = await start();
  for (const { id, checksum } of acknowledgedAssets) {
    const response = await fetch(`${server.url}/v1/desk/assets/${id}/file`, { headers: authorization });
    if (response.status !== 200 || hash(new Uint8Array(await response.arrayBuffer())) !== checksum)
      t.fail(`the acknowledged asset ${id} is lost (${response.status})`);
  }
  t.ok(acknowledgedAssets.length > 0, `${acknowledgedAssets.length} acknowledged assets are intact`);
  const assets = await listAssets(server);
  server.process.kill('SIGTERM');
  await server.exit;
  const checksums = new Set(assets.map(({ checksum }) => checksum));
  /** Whether a key is that of a file or a rendition of an asset. */
  const isUsed = (key: string) => {
    const [kind, , checksum = ''] = key.split('/');
    return kind !== 'incomplete' && checksums.has(checksum);
  };
  const report = (keys: readonly string[]) =>
    t.comment(
      `${kills} kills, ${acknowledgedAssets.length} acknowledged, ${assets.length} assets, ${keys.length} files, ` +
        `of which ${keys.filter((key) => !isUsed(key)).length} were left by kills`,
    );
  return { isUsed, report };
}

t.test('loses no acknowledged file in a folder when processes are killed, and prunes what they leave', async (t) => {
  const { isUsed, report } = await killServers(t, environment);
  const before = await filesIn(media);
  const lastWeek = new Date(Date.now() - 7 * 86_400_000);
  for (const key of before) await utimes(join(media, key), lastWeek, lastWeek);
  report(before);
  const { code, output } = await runScript('dist/cli.js', environment, ['media', 'prune', '--yes']);
  t.equal(code, 0, output);
  t.same((await filesIn(media)).sort(), before.filter(isUsed).sort(), 'only files of assets remain');
  for (const key of before.filter(isUsed)) {
    const path = join(media, key);
    if (key.startsWith('renditions/')) await t.resolves(sharp(path).stats(), 'a rendition is complete');
    else if (hash(await readFile(path)) !== key.split('/').at(-1)) t.fail(`${key} has another checksum`);
  }
});

const isSkipped = source.kind !== 'postgresql' && 'The test of a folder is enough for the embedded database.';

t.test(
  'loses no acknowledged file in a bucket when processes are killed, and prunes what they leave',
  { skip: hasS3Server ? isSkipped : noS3Server },
  async (t) => {
    const { client, settings, environment: inBucket } = await startS3Server(t);
    const variables = { ...environment, ...inBucket, MEDIA_DIR: join(folder, 'received') };
    const { isUsed, report } = await killServers(t, variables);
    const storage = createStorage({ kind: 's3', folder: variables.MEDIA_DIR, s3: settings });
    const keys = async () => {
      const all: string[] = [];
      for (const prefix of ['originals/', 'renditions/'])
        for await (const { key } of storage.list(prefix)) all.push(key);
      return [...all, ...(await filesIn(variables.MEDIA_DIR))].sort();
    };
    const before = await keys();
    report(before);
    const database = await openDatabase(source);
    t.teardown(() => database.close());
    const newsroom = createNewsroom(database, { ...readConfig(variables), secret: 'k'.repeat(32) });
    const unused = await newsroom.mediaFiles.findUnused(new Date(Date.now() + 60_000));
    await newsroom.mediaFiles.removeUnused(commandLineActor, unused);
    await newsroom.close();
    t.same(await keys(), before.filter(isUsed), 'only files of assets remain');
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket }));
    t.same(Uploads, [], 'no parts of files remain');
  },
);
