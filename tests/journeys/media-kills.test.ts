import { createHash } from 'node:crypto';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import t from 'tap';
import { runScript } from '../support/command.js';
import { freshDatabase } from '../support/database.js';
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
    return Buffer.concat([head, Buffer.alloc(Math.ceil(Math.random() * 4_000_000), `film ${uploadCount} `)]);
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

const filesIn = async () =>
  (await readdir(media, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

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

t.test('loses no acknowledged file when processes are killed, and prunes what they leave', async (t) => {
  const acknowledgedAssets: Asset[] = [];
  const start = async () => {
    const server = await startServer(t, environment);
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
  const assets = await listAssets(server);
  for (const { id, checksum } of acknowledgedAssets) {
    const response = await fetch(`${server.url}/v1/desk/assets/${id}/file`, { headers: authorization });
    if (response.status !== 200 || hash(new Uint8Array(await response.arrayBuffer())) !== checksum)
      t.fail(`the acknowledged asset ${id} is lost (${response.status})`);
  }
  t.ok(acknowledgedAssets.length > kills, `${acknowledgedAssets.length} acknowledged assets are intact`);
  server.process.kill('SIGTERM');
  await server.exit;

  const before = await filesIn();
  const lastWeek = new Date(Date.now() - 7 * 86_400_000);
  for (const path of before) await utimes(path, lastWeek, lastWeek);
  const checksums = new Set(assets.map(({ checksum }) => checksum));
  const isUsed = (path: string) => {
    const [kind, , checksum = ''] = path.slice(media.length + 1).split('/');
    return kind !== 'incomplete' && checksums.has(checksum);
  };
  const { code, output } = await runScript('dist/cli.js', environment, ['media', 'prune', '--yes']);
  t.equal(code, 0, output);
  t.same((await filesIn()).sort(), before.filter(isUsed).sort(), 'only files of assets remain');
  t.comment(
    `${kills} kills, ${acknowledgedAssets.length} acknowledged, ${assets.length} assets, ` +
      `${before.length} files, of which ${before.filter((path) => !isUsed(path)).length} were left by kills`,
  );
  for (const path of before.filter(isUsed)) {
    if (path.includes('/renditions/')) await t.resolves(sharp(path).stats(), 'a rendition is complete');
    else if (hash(await readFile(path)) !== path.split('/').at(-1)) t.fail(`${path} has another checksum`);
  }
});
