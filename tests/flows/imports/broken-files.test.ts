import { gzipSync } from 'node:zlib';
import t from 'tap';
import { tarOf, tgzOf, zipOf } from './formats/fixtures/archives.js';
import { outcomeOf, readFile, rssOf } from './formats/fixtures/files.js';
import { file, item } from './formats/fixtures/wxr.js';

const atom = (titles: readonly string[]): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>${titles
    .map((title, index) => `<entry><id>urn:${index}</id><title>${title}</title><content>Text.</content></entry>\n`)
    .join('')}</feed>`;
const nitf = (titles: readonly string[]): string =>
  `<items>${titles
    .map(
      (title) =>
        `<nitf><head><title>${title}</title></head><body><body.content><p>Text.</p></body.content></body></nitf>\n`,
    )
    .join('')}</items>`;
const wxr = (titles: readonly string[]): string =>
  file(
    titles
      .map((title, index) => item({ 'wp:post_id': String(index + 1) }).replace('<![CDATA[A story]]>', title))
      .join(''),
  );

const formats = { rss: rssOf, atom, nitf, wxr };

t.test('keeps the items before the place where an XML file breaks, and names that place', async (t) => {
  for (const [format, build] of Object.entries(formats)) {
    const name = format === 'nitf' ? 'nitf' : undefined;
    const ampersand = await outcomeOf(build(['One', 'Two', 'Ports & tolls', 'Four']), { format: name });
    t.strictSame(ampersand.headlines, ['One', 'Two'], format);
    const text = build(['One', 'Two', 'Ports & tolls', 'Four']);
    const before = text.slice(0, text.indexOf('& tolls')).split('\n');
    const place = `line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}`;
    t.match(ampersand.fault, new RegExp(`^broken-file: .*${place} on: an ampersand is not written as &amp;`), format);
    const whole = build(['One', 'Two', 'Three']);
    const cut = await outcomeOf(whole.slice(0, whole.indexOf('Three')), { format: name });
    t.strictSame(cut.headlines, ['One', 'Two'], format);
    t.match(cut.fault, /^broken-file: .*line \d+, character \d+/, format);
    t.equal((await outcomeOf(whole, { format: name })).fault, null, format);
  }
});

t.test('releases articles that wait for attachments when the file breaks', async (t) => {
  const text = file(`${item({ title: 'Gate' }, '', '[gallery]')}<item><title>x & y</title></item>`);
  t.match(await outcomeOf(text), { headlines: ['Gate'], fault: /^broken-file/ });
});

const line = (id: number): string =>
  JSON.stringify({ id: `a${id}`, headline: `H${id}`, body: 'Text.', publishedAt: null });
const lines = `${line(1)}\n${line(2)}\n${line(3)}`;
const jsonFeed = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  items: [1, 2, 3].map((id) => ({ id: String(id), title: `H${id}`, content_text: 'Text.' })),
});
const ninjs = JSON.stringify(
  [1, 2, 3].map((id) => ({ uri: `urn:x:${id}`, headline: `H${id}`, body_text: 'Text.', versioncreated: '2020-01-01' })),
);
const ghost = JSON.stringify({
  db: [
    {
      meta: { exported_on: 1 },
      data: { posts: [1, 2, 3].map((id) => ({ id: String(id), title: `H${id}`, html: 'x', status: 'draft' })) },
    },
  ],
});

t.test('keeps the items before the place where a JSON file is cut off', async (t) => {
  for (const [name, text] of Object.entries({
    'a.ndjson': lines,
    'a.json': jsonFeed,
    'b.json': ninjs,
    'c.json': ghost,
  })) {
    t.match(await outcomeOf(text, { name }), { headlines: ['H1', 'H2', 'H3'], fault: null }, name);
    const cut = await outcomeOf(text.slice(0, text.indexOf('H3')), { name });
    t.strictSame(cut.headlines, ['H1', 'H2'], name);
    t.match(cut.fault, /^broken-file: .*line \d+/, name);
  }
});

const posts = { 'one.md': '---\ntitle: One\n---\nText.', 'two.md': `---\ntitle: Two\n---\n${'Words. '.repeat(2_000)}` };

t.test('keeps the files before the place where an archive is cut off', async (t) => {
  const tar = await tarOf(posts);
  const cutTar = await outcomeOf(tar.subarray(0, tar.indexOf('title: Two') - 200));
  t.match(cutTar, { headlines: ['One'], fault: /^broken-file: after one\.md/ });
  const tgz = await tgzOf({
    ...posts,
    'noise.md': Array.from({ length: 9_000 }, (_, n) => (n * n * 7_919) % 10_007).join(' '),
  });
  t.match(await outcomeOf(tgz.subarray(0, tgz.length - 6_000), { name: 'a.tgz' }), { fault: /^broken-file/ });
  const zip = zipOf(posts);
  t.match(await outcomeOf(zip.subarray(0, zip.length - 100), { name: 'a.zip' }), {
    headlines: [],
    fault: /^broken-file/,
  });
});

t.test('reads files of any format that are compressed with gzip, and keeps what comes before damage', async (t) => {
  const titles = Array.from({ length: 400 }, (_, n) => `Title ${(n * n * 7_919) % 10_007}`);
  const packed = gzipSync(rssOf(titles));
  t.match(await outcomeOf(packed, { name: 'feed.xml.gz' }), { format: 'rss', headlines: titles, fault: null });
  t.match(await outcomeOf(gzipSync(lines), { name: 'a.ndjson.gz' }), { format: 'ndjson', fault: null });
  t.match(await outcomeOf(gzipSync(posts['one.md']), { name: 'one.md.gz' }), { headlines: ['One'], fault: null });
  const cut = await outcomeOf(packed.subarray(0, packed.length >> 1));
  t.ok(cut.headlines.length > 50 && cut.headlines.length < 400, String(cut.headlines.length));
  t.match(cut.fault, /^broken-file: file: The gzip file .* after \d+ decompressed bytes/);
  t.match(await outcomeOf(gzipSync(`---\ntitle: A\n---\n${'x '.repeat(9_000)}`).subarray(0, 60), { name: 'a.md.gz' }), {
    headlines: [],
    fault: /^broken-file/,
  });
});

t.test('says so if a file has no items', async (t) => {
  for (const [name, text] of Object.entries({
    'a.xml': rssOf([]),
    'a.ndjson': '\n',
    'b.xml': atom([]),
    'a.json': jsonFeed.replace(/\[.*\]/, '[]'),
  })) {
    const { headlines, fault } = await outcomeOf(text, { name, format: name === 'a.ndjson' ? 'ndjson' : undefined });
    t.strictSame(headlines, [], name);
    t.match(fault, /^no-items: file: The file has no items in the format/, name);
  }
});

t.test('uses the source of the options instead of that of the file, in all keys', async (t) => {
  const reads = async (text: string, source: string | null) =>
    (await readFile(text, { source })).reads.flatMap((read) => (read.kind === 'draft' ? [read.draft] : []));
  const wordpress = file(item({ 'dc:creator': 'jd' }));
  const [own] = await reads(wordpress, null);
  const [other] = await reads(wordpress, 'second-site');
  t.strictSame(own?.key, { source: 'wordpress:daily.example/news', id: '7' });
  t.strictSame(other?.key, { source: 'second-site', id: '7' });
  t.equal(other?.people[0]?.key?.source, 'second-site');
  for (const text of [rssOf(['One']), atom(['One']), jsonFeed, ninjs, lines, ghost])
    t.equal((await reads(text, 'second-site'))[0]?.key.source, 'second-site');
});

t.test('imports only the first of several items with one key', async (t) => {
  const { reads } = await readFile(`${line(1)}\n${line(1).replace('H1', 'H2')}\n`);
  t.match(reads, [{ kind: 'draft' }, { kind: 'skipped', reason: 'duplicate-id' }]);
});
