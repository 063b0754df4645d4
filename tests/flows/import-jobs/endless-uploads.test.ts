import { gzipSync } from 'node:zlib';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

// One database is enough: the readers do not depend on it, and hostile-uploads.test.ts sends an endless file to both.

const { request, database } = await openNewsroom(t);

const megabyte = 1024 * 1024;

const endless: [format: string, beginning: string, what: RegExp][] = [
  ['rss', '<?xml version="1.0"?><rss version="2.0"><channel><item><title>', /32 MiB without a tag/],
  ['wxr', '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>', /32 MiB without a tag/],
  ['atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>', /32 MiB without a tag/],
  ['nitf', '<nitf><body>', /32 MiB without a tag/],
  ['ninjs', '[{"uri":"', /32 MiB without a quotation mark/],
  ['news-article', '[{"@type":"NewsArticle","headline":"', /32 MiB without a quotation mark/],
  ['ghost', '{"db":[{"data":{"posts":["', /32 MiB without a quotation mark/],
  ['json-feed', '{"version":"https://jsonfeed.org/version/1.1","items":["', /32 MiB without a quotation mark/],
  ['html-page', '<html><body><article>', /at most 16 MiB/],
];

for (const [format, beginning, detail] of endless)
  t.test(`refuses an endless ${format} file while it arrives, and keeps nothing of it`, async (t) => {
    const raw = gzipSync(Buffer.concat([Buffer.from(beginning), Buffer.alloc(40 * megabyte, 'a')]));
    const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' };
    const refused = await request('POST', `/v1/imports?format=${format}`, { as: 'importer', raw, headers });
    t.match(refused, { status: 413, body: { code: 'too-large', detail } });
    t.equal(await database.prisma.importChunk.count(), 0);
    t.equal(await database.prisma.importJob.count(), 0);
  });
