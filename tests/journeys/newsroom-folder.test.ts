// One database is enough: the imports and exports are tested with both in tests/flows.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createAsset } from '../support/assets.js';
import { runScript } from '../support/command.js';
import { openNewsroom } from '../support/newsroom.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder(t);
const media = join(folder, 'media');
const run = (place: string, ...args: string[]) =>
  runScript('dist/cli.js', { DATA_DIR: join(folder, place), LOG_LEVEL: 'silent' }, args);
const linesOf = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Writes a folder with two assets and an article that shows them. */
async function prepareFolder(): Promise<{ assets: string; articles: string }> {
  const { request, app, tokens } = await openNewsroom(t, { environment: { MEDIA_DIR: media } });
  const as = 'editor';
  const [lead, shown] = [await createAsset(request), await createAsset(request, 'draft')];
  await request('PATCH', `/v1/assets/${lead}`, { as, body: { caption: 'The first tram', credit: 'Ann Porter' } });
  const { body } = await request('POST', '/v1/articles', {
    as,
    body: {
      headline: 'Trams return',
      leadImage: { asset: lead },
      body: `<p>Text</p><img src="asset:${shown}" alt="A depot">`,
    },
  });
  await request('POST', `/v1/articles/${body.id}/publish`, { as, body: {} });
  const assets = join(folder, 'assets');
  const from = ['--from', app.listeningOrigin];
  const refusal = await run('none', 'media', 'export', assets, ...from, '--token', 'wrong');
  t.match(refusal, { code: 2, output: /401/ });
  const token = ['--token', tokens.reader];
  t.match(await run('none', 'media', 'export', assets, ...from, ...token), {
    code: 0,
    output: /Exported 2 assets: 2 files copied/,
  });
  const copy = join(folder, 'again');
  const { body: withheld } = await request('GET', `/v1/desk/assets/${lead}`, { as });
  await rm(join(media, 'originals', withheld.checksum.slice(0, 2), withheld.checksum));
  t.match(await run('none', 'media', 'export', copy, ...from, ...token), {
    code: 1,
    output: /The file is missing in the storage[\s\S]*Exported 2 assets: 1 file copied .* 1 could not be copied/,
  });
  const articles = join(folder, 'trams.ndjson');
  await writeFile(articles, (await request('GET', '/v1/exports', { as })).text);
  return { assets, articles };
}

t.test('copies a newsroom with its assets to another one with two commands', { timeout: 400_000 }, async (t) => {
  const { assets, articles } = await prepareFolder();
  t.match(await run('one', 'demo'), { code: 0 });
  t.match(await run('one', 'media', 'import', assets, '--dry-run'), {
    code: 0,
    output: /Nothing was changed.*\n.*2 created, 0 updated, 0 unchanged, 0 failed/,
  });
  t.match(await run('one', 'media', 'import', assets), {
    code: 0,
    output: /2 created, 0 updated, 0 unchanged, 0 failed/,
  });
  t.match(await run('one', 'import', articles), { code: 0 });

  const copy = join(folder, 'copy');
  t.match(await run('one', 'newsroom', 'export', copy), {
    code: 0,
    output: /Exported 2 assets: 2 files copied \(.*\), 0 were already in the folder, 0 could not be copied\./,
  });
  t.match(await run('two', 'newsroom', 'import', copy), {
    code: 0,
    output: /2 created, 0 updated, 0 unchanged, 0 failed/,
  });
  const again = await run('two', 'newsroom', 'import', copy);
  t.match(again, { code: 0, output: /0 created, 0 updated, 2 unchanged, 0 failed/ });
  t.notMatch(again.output, /[1-9]\d* (created|updated|failed|skipped)/);

  const copyOfCopy = join(folder, 'copy-of-copy');
  t.match(await run('two', 'newsroom', 'export', copyOfCopy), { code: 0 });
  const names = (await readdir(copy)).sort();
  t.same((await readdir(copyOfCopy)).sort(), names);
  const summaryOf = async (path: string) => ({
    assets: (await linesOf(join(path, 'assets.ndjson'))).map(({ checksum, caption, credit, visibility }) => [
      checksum,
      caption,
      credit,
      visibility,
    ]),
    articles: (await linesOf(join(path, 'articles-published.ndjson')))
      .map(({ slug, assets = {} }) => [slug, Object.values(assets).sort()])
      .sort(),
  });
  t.strictSame(await summaryOf(copyOfCopy), await summaryOf(copy));
  t.match((await summaryOf(copy)).assets, [
    [String, 'The first tram', 'Ann Porter', 'public'],
    [String, null, null, 'public'],
  ]);

  await rm(join(copy, 'newsroom.json'));
  t.match(await run('three', 'newsroom', 'import', copy), {
    code: 1,
    output: /is not a complete export of a newsroom/,
  });
  await rm(join(copyOfCopy, 'files'), { recursive: true });
  const damaged = await run('three', 'newsroom', 'import', copyOfCopy);
  t.match(damaged, { code: 1, output: /line 1: The file files.* is missing/ });
  t.match(damaged.output, /unknown-asset/, 'the articles are imported without the images');
});
