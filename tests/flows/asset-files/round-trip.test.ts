// One database is enough: the other tests of this folder use the same statements with both.
import sharp from 'sharp';
import t from 'tap';
import { AssetInput } from '../../../src/content/assets/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { deskAssets, exportFolder, importFolder } from '../../support/asset-folders.js';
import { type Body, openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import { exportArticles, exportDirectory, importArticleFile, importPeopleFile } from '../../support/newsroom-files.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const assetCount = 500;
/** The other assets are documents, which are stored faster. */
const imageCount = 250;
const articleCount = 200;
const environment = { PUBLIC_URL: 'https://paper.example' };
const names = ['Ann Porter', 'Marta Lindqvist', 'Ines Calder'];
const slugs = ['ann-porter', 'marta-lindqvist', 'ines-calder'];

const isImage = (index: number) => index < imageCount;

const hexOf = (index: number) => `#${(index * 997).toString(16).padStart(6, '0')}`;
const bytesOf = async (index: number): Promise<Buffer> =>
  isImage(index)
    ? sharp({ create: { width: 12 + (index % 5), height: 8, channels: 3, background: hexOf(index) } })
        .png()
        .toBuffer()
    : Buffer.from(`%PDF-1.7\n% document ${index}\n`);

/** Returns descriptions that differ in every field. Some assets are withheld, and some are drafts. */
const descriptionOf = (index: number) => ({
  filename: isImage(index) ? `picture-${index}.png` : `report-${index}.pdf`,
  alt: index % 3 === 0 ? {} : { en: `Picture ${index}`, de: `Bild ${index}` },
  caption: index % 4 === 0 ? null : `Caption ${index}\nwith a second line`,
  credit: `Photographer ${index % 7}/Agency`,
  creator: index % 5 === 0 ? 'ann-porter' : null,
  source: index % 2 === 0 ? 'Agency' : null,
  licence: 'CC BY 4.0',
  availableUntil: index % 11 === 0 ? '2020-01-01T00:00:00Z' : index % 13 === 0 ? '2090-01-01T00:00:00Z' : null,
  territories: index % 6 === 0 ? ['DE', 'AT'] : [],
  takenAt: index % 2 === 0 ? '2017-07-07' : '2017-07-07T12:00:00Z',
  place: 'Alderhaven',
  people: index % 5 === 0 ? slugs.slice(0, 1 + (index % 3)) : [],
  tags: [`Tag ${index % 9}`, 'Trams'],
  focalPoint: isImage(index) && index % 2 === 0 ? { x: 0.25, y: 0.5 } : null,
});

async function fill({ newsroom, request }: TestNewsroom): Promise<void> {
  for (const name of names) await request('POST', '/v1/people', { as: 'admin', body: { name } });
  for (let index = 0; index < assetCount; index += 1) {
    const requestFields = AssetInput.parse(descriptionOf(index));
    await newsroom.assets.upload(systemActor, partsOf(await bytesOf(index)), () => ({ requestFields }));
  }
}

async function* partsOf(bytes: Buffer) {
  yield bytes;
}

/** Returns articles with lead images, and with images and galleries in their bodies. They show all images. */
function articlesWith(ids: readonly string[]): string {
  const id = (index: number) => ids[index % imageCount] ?? '';
  const figure = (shown: readonly number[], caption: string) =>
    `<figure>${shown.map((index) => `<img src="asset:${id(index)}"${index % 2 === 0 ? ` alt="Own ${index}"` : ''}>`).join('')}${caption}</figure>`;
  return Array.from({ length: articleCount }, (_, index) => {
    const caption = index % 3 === 0 ? `<figcaption>Own caption ${index}</figcaption>` : '';
    const body = `<p>Text ${index}</p>${figure([index + 50], caption)}<p>More text</p>${figure([index + 100, index + 101, index + 102], caption)}`;
    return JSON.stringify({
      id: `story-${index}`,
      slug: `story-${index}`,
      headline: `Story ${index}`,
      status: 'published',
      publishedAt: new Date(Date.UTC(2020, 0, 1, index)).toISOString(),
      lang: index % 2 === 0 ? 'en' : 'de',
      bodyFormat: 'html',
      body,
      leadImage: { asset: id(index), texts: { alt: null, caption: index % 2 === 0 ? 'Own' : null, credit: null } },
    });
  }).join('\n');
}

/** Replaces the ids of assets by their checksums, and leaves out other ids, and what else differs in every newsroom. */
function comparable(response: unknown, checksums: ReadonlyMap<string, string>): unknown {
  const text = JSON.stringify(response, (key, value) =>
    ['version', 'createdAt', 'updatedAt', 'requestId', 'next'].includes(key) ? undefined : value,
  );
  const ids = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/g;
  return JSON.parse(text.replaceAll(/after=[\w-]+/g, '').replaceAll(ids, (id) => checksums.get(id) ?? 'an id'));
}

/** Returns public responses, and the usages of all assets, by their paths. */
async function responsesOf(newsroom: TestNewsroom): Promise<Map<string, unknown>> {
  const { request } = newsroom;
  const assets = await deskAssets(newsroom);
  const checksums = new Map<string, string>(assets.map(({ id, checksum }) => [id, checksum]));
  const responses = new Map<string, unknown>();
  const read = async (path: string, as?: 'admin'): Promise<Body> => {
    const { status, body } = await request('GET', path, as === undefined ? {} : { as });
    responses.set(String(comparable(path, checksums)), comparable({ status, body }, checksums));
    return body;
  };
  responses.set('assets', comparable(assets, checksums));
  for (let index = 0; index < articleCount; index += 1) await read(`/v1/articles/story-${index}`);
  for (const path of ['/v1/articles?limit=100', '/v1/feeds/rss', '/v1/feeds/json', '/v1/assets?limit=100'])
    await read(path);
  for (const { id } of assets.slice(0, imageCount).filter((_, index) => index % 4 === 0))
    await read(`/v1/assets/${id}/usages`, 'admin');
  return responses;
}

t.test('copies 500 assets and 200 articles that show them to another newsroom', async (t) => {
  const [from, to] = [await openNewsroom(t, { environment }), await openNewsroom(t, { environment })];
  await fill(from);
  const assets = await deskAssets(from);
  t.equal(new Set(assets.map(({ checksum }) => checksum)).size, assetCount);
  const own = articlesWith(assets.map(({ id }) => id));
  t.match(await importArticleFile(from, own), { created: articleCount, failed: [], dropped: [] });

  const folder = temporaryFolder(t);
  t.match(await exportFolder(from, folder), { assetCount, copiedCount: assetCount, lostFiles: [] });
  const articles = await exportArticles(from);
  await importPeopleFile(to, await exportDirectory(from, 'people'));
  const outcomes = { updatedCount: 0, omissions: [], refusals: [] };
  t.same(await importFolder(to, folder), { ...outcomes, createdCount: assetCount, unchangedCount: 0 });
  t.match(await importArticleFile(to, articles), { created: articleCount, failed: [], skipped: [], dropped: [] });

  const [before, after] = [await responsesOf(from), await responsesOf(to)];
  t.strictSame([...after.keys()], [...before.keys()]);
  for (const [path, response] of before) t.strictSame(after.get(path), response, path);

  t.same(await importFolder(to, folder), { ...outcomes, createdCount: 0, unchangedCount: assetCount });
  t.match(await importArticleFile(to, articles), { created: 0, updated: 0, unchanged: articleCount, dropped: [] });
  t.match(
    await importArticleFile(from, await exportArticles(to)),
    { created: 0, updated: 0, unchanged: articleCount, dropped: [] },
    'the copy changes nothing in the original newsroom',
  );
});
