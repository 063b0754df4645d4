import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t from 'tap';
import { AssetInput } from '../../../src/content/assets/index.js';
import { assetFiles } from '../../../src/flows/asset-files/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { deskAssets, exportFolder, fileIn, importFolder } from '../../support/asset-folders.js';
import { createAsset } from '../../support/assets.js';
import { type Body, openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { hasS3Server, noS3Server, startS3Server } from '../../support/s3-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const as = 'admin';
const from = await openNewsroom(t);

async function send({ request }: TestNewsroom, method: string, path: string, body: object): Promise<Body> {
  const response = await request(method, path, { as, body });
  if (response.status >= 300) throw new Error(response.text);
  return response.body;
}

/** A value of each field that editors write. None is the default. */
const everyField: Required<Record<keyof AssetInput, unknown>> = {
  filename: 'tram.png',
  alt: { en: 'A tram', 'pt-BR': 'Um bonde' },
  caption: 'The first tram.\nIt leaves the depot.',
  credit: 'Ann Porter/Agency',
  creator: 'ann-porter',
  source: 'Agency',
  licence: 'CC BY 4.0',
  availableFrom: '2020-01-01T00:00:00.000Z',
  availableUntil: '2031-01-01T00:00:00.000Z',
  territories: ['DE', 'GB'],
  takenAt: '2017-07',
  place: 'Alderhaven',
  people: ['marta-lindqvist', 'ines-calder'],
  tags: ['Trams', '9/11'],
  focalPoint: { x: 0.25, y: 0.75 },
  visibility: 'public',
};

async function addPeople(newsroom: TestNewsroom): Promise<void> {
  for (const name of ['Ann Porter', 'Marta Lindqvist', 'Ines Calder'])
    await send(newsroom, 'POST', '/v1/people', { name });
}

/** Returns an asset without what differs in another newsroom. */
function comparable({ id: _, version: __, updatedAt: ___, creator, people, ...asset }: Body) {
  return { ...asset, creator: creator?.slug ?? null, people: people.map(({ slug }: Body) => slug) };
}

await addPeople(from);
const withEveryField = await createAsset(from.request, 'draft');
await send(from, 'PATCH', `/v1/assets/${withEveryField}`, everyField);
await createAsset(from.request, 'draft');
const folder = temporaryFolder(t);

t.test('writes the descriptions and the files of all assets, also of drafts', async (t) => {
  t.match(await exportFolder(from, folder), { assetCount: 2, copiedCount: 2, presentCount: 0, lostFiles: [] });
  const assets = await deskAssets(from);
  const lines = (await readFile(join(folder, 'assets.ndjson'), 'utf8')).trim().split('\n');
  t.same(
    lines.map((line) => JSON.parse(line)),
    assets,
  );
  for (const { checksum, bytes } of assets) t.equal((await readFile(fileIn(folder, checksum))).length, bytes);
  t.match(await exportFolder(from, folder), { assetCount: 2, copiedCount: 0, presentCount: 2 }, 'files are kept');
  t.same((await readdir(folder)).sort(), ['assets.ndjson', 'files']);
});

t.test('keeps every field that editors write, and the order of the assets', async (t) => {
  t.same(Object.keys(everyField).sort(), Object.keys(AssetInput.shape).sort(), 'no field is missing in this test');
  const to = await openNewsroom(t);
  await addPeople(to);
  t.same(await importFolder(to, folder, true), {
    createdCount: 2,
    updatedCount: 0,
    unchangedCount: 0,
    omissions: [],
    refusals: [],
  });
  t.same(await deskAssets(to), [], 'a dry run changes nothing');
  t.match(await importFolder(to, folder), { createdCount: 2, updatedCount: 0, omissions: [], refusals: [] });
  const [before, after] = [await deskAssets(from), await deskAssets(to)];
  t.strictSame(after.map(comparable), before.map(comparable));
  t.not(after[0].id, before[0].id);
  for (const [name, value] of Object.entries(everyField)) t.strictSame(comparable(after[0])[name], value, name);
  for (const isDryRun of [true, false])
    t.match(await importFolder(to, folder, isDryRun), { createdCount: 0, updatedCount: 0, unchangedCount: 2 });
  t.strictSame(await deskAssets(to), after, 'a second import changes nothing');
});

t.test('replaces the description of an asset that has the same file, and keeps it public', async (t) => {
  const to = await openNewsroom(t);
  await addPeople(to);
  await importFolder(to, folder);
  const [asset, draft] = await deskAssets(to);
  await send(to, 'PATCH', `/v1/assets/${asset.id}`, {
    alt: { de: 'Eine Tram' },
    caption: 'Other',
    people: [],
    tags: [],
  });
  await send(to, 'PATCH', `/v1/assets/${draft.id}`, { visibility: 'public' });
  t.match(await importFolder(to, folder, true), { updatedCount: 1, unchangedCount: 1, refusals: [] });
  t.match(await importFolder(to, folder), { updatedCount: 1, unchangedCount: 1, refusals: [] });
  t.match(await importFolder(to, folder), { updatedCount: 0, unchangedCount: 2 });
  const [again, stillPublic] = await deskAssets(to);
  t.strictSame(comparable(again), comparable(asset));
  t.equal(again.id, asset.id);
  t.equal(stillPublic.visibility, 'public');
});

t.test('shows no asset again that was withdrawn here', async (t) => {
  const to = await openNewsroom(t);
  await addPeople(to);
  await importFolder(to, folder);
  const [{ id }] = await deskAssets(to);
  const withdrawn = await send(to, 'PATCH', `/v1/assets/${id}`, { availableUntil: new Date().toISOString() });
  await send(to, 'PATCH', `/v1/assets/${id}`, { caption: 'Withdrawn' });
  const omissions = [{ from: 'line 1', what: 'the rights, because they have ended here' }];
  for (const expected of [{ updatedCount: 1 }, { updatedCount: 0, unchangedCount: 2 }])
    t.match(await importFolder(to, folder), { ...expected, omissions, refusals: [] });
  const [asset] = await deskAssets(to);
  t.equal(asset.availableUntil, withdrawn.availableUntil);
  t.equal(asset.caption, everyField.caption);
  t.equal((await to.request('GET', `/v1/assets/${id}`)).status, 404);
});

t.test('leaves out people who are not in the directory, and reports them', async (t) => {
  const to = await openNewsroom(t);
  await send(to, 'POST', '/v1/people', { name: 'Ines Calder' });
  const expected = {
    omissions: [
      { from: 'line 1', what: 'the person "marta-lindqvist", who is not in the directory' },
      { from: 'line 1', what: 'the person "ann-porter", who is not in the directory' },
    ],
    refusals: [],
  };
  t.match(await importFolder(to, folder, true), { createdCount: 2, ...expected });
  t.match(await importFolder(to, folder), { createdCount: 2, ...expected });
  t.match(await importFolder(to, folder), { unchangedCount: 2, ...expected });
  const [asset] = await deskAssets(to);
  t.match(asset, { creator: null, people: [{ slug: 'ines-calder' }] });
  for (const name of ['Ann Porter', 'Marta Lindqvist']) await send(to, 'POST', '/v1/people', { name });
  t.match(await importFolder(to, folder), { updatedCount: 1, unchangedCount: 1, omissions: [] });
  t.strictSame(comparable((await deskAssets(to))[0]), comparable((await deskAssets(from))[0]));
});

t.test('reports files that are missing or damaged, and imports the others', async (t) => {
  const to = await openNewsroom(t);
  const other = temporaryFolder(t);
  await exportFolder(from, other);
  const [first, second] = await deskAssets(from);
  const third = await createAsset(from.request);
  const checksum = (await deskAssets(from)).find(({ id }) => id === third)?.checksum;
  await exportFolder(from, other);
  await rm(fileIn(other, first.checksum));
  await writeFile(fileIn(other, second.checksum), 'not the picture');
  const expected = {
    createdCount: 1,
    refusals: [
      { from: 'line 1', problem: `The file files/${first.checksum.slice(0, 2)}/${first.checksum} is missing.` },
      { from: 'line 2', problem: /bytes do not have the checksum of the asset/ },
    ],
  };
  t.match(await importFolder(to, other, true), expected);
  t.match(await importFolder(to, other), expected);
  t.match(await deskAssets(to), [{ checksum }]);
  t.equal((await deskAssets(to)).length, 1);
  t.match(await exportFolder(from, other), { copiedCount: 2, presentCount: 1 }, 'another export repairs the folder');
  t.match(await importFolder(to, other), { createdCount: 2, unchangedCount: 1, refusals: [] });
  await from.request('DELETE', `/v1/assets/${third}`, { as });
});

t.test('reports files that are missing or damaged in the storage, and exports their descriptions', async (t) => {
  const media = temporaryFolder(t);
  const source = await openNewsroom(t, { environment: { MEDIA_DIR: media } });
  for (let count = 0; count < 3; count += 1) await createAsset(source.request);
  const [first, second] = await deskAssets(source);
  const stored = ({ checksum }: Body) => join(media, 'originals', checksum.slice(0, 2), checksum);
  await rm(stored(first));
  await writeFile(stored(second), 'x'.repeat(second.bytes));
  const target = temporaryFolder(t);
  const report = await exportFolder(source, target);
  t.match(report, { assetCount: 3, copiedCount: 1, lostFiles: [{ id: first.id }, { id: second.id }] });
  t.match(
    report.lostFiles.map(({ reason }) => reason),
    [/The file is missing in the storage/, /has another checksum/],
  );
  const to = await openNewsroom(t);
  t.match(await importFolder(to, target), { createdCount: 1, refusals: [{ from: 'line 1' }, { from: 'line 2' }] });
});

t.test('stores the file of an asset again if it is missing', async (t) => {
  const media = temporaryFolder(t);
  const to = await openNewsroom(t, { environment: { MEDIA_DIR: media } });
  await importFolder(to, folder);
  const [first, second] = await deskAssets(to);
  const stored = ({ checksum }: Body) => join(media, 'originals', checksum.slice(0, 2), checksum);
  const bytes = await readFile(stored(first));
  await rm(stored(first));
  await writeFile(stored(second), 'cut off');
  t.match(await importFolder(to, folder, true), { unchangedCount: 2 });
  t.same((await readdir(dirname(stored(first)))).includes(first.checksum), false, 'a dry run stores nothing');
  t.match(await importFolder(to, folder), { unchangedCount: 2, refusals: [] });
  t.same(await readFile(stored(first)), bytes);
  t.equal((await readFile(stored(second))).length, second.bytes);
  t.same(await readdir(join(media, 'incomplete')), []);
});

t.test('needs the scopes to read and to write content', async (t) => {
  const actor = { ...systemActor, scopes: new Set(['comments:moderate'] as const) };
  const files = assetFiles(from.newsroom.assets);
  await t.rejects(files.export(actor, temporaryFolder(t)), { message: 'The token lacks the scope content:read.' });
  await t.rejects(files.import(actor, folder), { message: 'The token lacks the scope content:write.' });
  const to = await openNewsroom(t);
  const writer = { ...systemActor, scopes: new Set(['content:write'] as const) };
  const report = await assetFiles(to.newsroom.assets).import(writer, folder);
  t.match(report, { createdCount: 2, refusals: [] });
  t.match(
    report.omissions.map(({ what }) => what),
    [/./, /./, /./, /which needs the scope content:publish/],
  );
  t.match(await deskAssets(to), [{ visibility: 'draft' }, { visibility: 'draft' }]);
});

t.test('imports into an S3 bucket and exports from it', { skip: hasS3Server ? false : noS3Server }, async (t) => {
  const { environment, kill } = await startS3Server(t);
  const to = await openNewsroom(t, { environment });
  t.match(await importFolder(to, folder), { createdCount: 2, refusals: [] });
  const copy = temporaryFolder(t);
  t.match(await exportFolder(to, copy), { assetCount: 2, copiedCount: 2, lostFiles: [] });
  for (const { checksum } of await deskAssets(from))
    t.same(await readFile(fileIn(copy, checksum)), await readFile(fileIn(folder, checksum)));
  kill();
  await t.rejects(
    exportFolder(to, temporaryFolder(t)),
    { message: /S3 storage does not respond/ },
    'no file counts as missing',
  );
  await t.rejects(importFolder(to, folder), { message: /S3 storage does not respond/ });
});
