import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { type ImportReport, importArticles, readArticles } from '../../../src/flows/imports/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const folder = new URL('../../../../shared/samples/', import.meta.url);
const skip = existsSync(folder) ? false : 'the sample files are not here';
const { newsroom, request, database } = await openNewsroom(t);

async function take(path: string): Promise<ImportReport> {
  const file = fileURLToPath(new URL(path, folder));
  const { format, read } = await readArticles(createReadStream(file), { source: null, name: basename(file) });
  const options = { mode: 'upsert' as const, dryRun: false, keepAddresses: false };
  return importArticles({ newsroom, actor: systemActor, format, read, options });
}

const sum = (reasons: ImportReport['skipped']) => reasons.reduce((all, { count }) => all + count, 0);

for (const [path, format, stories] of [
  ['wxr/theme-test-data-2024.wordpress.xml', 'wxr', 79],
  ['wxr/importer-valid-wxr-1.1.xml', 'wxr', 2],
  ['wxr/isso-wordpress-comments.xml', 'wxr', 3],
  ['ghost/ghost-import-data-1.json', 'ghost', 1],
  ['ghost/migrate-ghost-v2-export.json', 'ghost', 3],
  ['feeds/libsyn-rss.xml', 'rss', 2],
] as const) {
  t.test(`imports or explains every item of ${path}, and repeating it changes nothing`, { skip }, async (t) => {
    const first = await take(path);
    t.match(first, { format, created: stories, updated: 0, unchanged: 0, failed: [] });
    const text = readFileSync(new URL(path, folder), 'utf8').replaceAll(/<!--.*?-->/gs, '');
    if (format === 'wxr') t.equal(first.created + sum(first.skipped), text.split('<item>').length - 1);
    const written = () =>
      database.prisma.$queryRaw`
        SELECT (SELECT max(seq) FROM events)::text AS events, (SELECT count(*) FROM revisions)::int AS revisions,
          (SELECT count(*) FROM comments)::int AS comments, (SELECT count(*) FROM people)::int AS people`;
    const before = await written();
    const again = await take(path);
    t.match(again, { created: 0, updated: 0, unchanged: stories, sections: 0, people: 0, failed: [] });
    t.equal(sum(again.skipped), sum(first.skipped));
    t.same(await written(), before);
  });
}

t.test('keeps the original dates, sections and tags', { skip }, async (t) => {
  const { body } = await request('GET', '/v1/articles/markup-html-tags-and-formatting');
  t.match(body, { publishedAt: /^2013-01-1/, tags: ['Markup', 'content περιεχόμενο', 'css', 'formatting', 'html'] });
});
