import { Readable } from 'node:stream';
import t from 'tap';
import { importArticles } from '../../../src/flows/imports/index.js';
import { readArticles } from '../../../src/flows/imports/read.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { newsroom, request } = await openNewsroom(t);

const stories = [
  [
    'Harbour strike enters second week',
    'Dockers at the old harbour voted on Sunday to go on with their strike.',
    'Eleven ships have waited outside of the breakwater since last week.',
  ],
  [
    'Library opens its cellar to readers',
    'Readers may go down to the forty thousand books in the cellar from Monday on.',
    'The librarian says that nobody has counted them since 1978.',
  ],
];

const documents = [
  ['page.html', (line: string, isHeadline: boolean) => (isHeadline ? `<h1>${line}</h1>` : `<p>${line}</p>`)],
  ['page.md', (line: string, isHeadline: boolean) => (isHeadline ? `# ${line}\n\n` : `${line}\n\n`)],
  ['page.txt', (line: string) => `${line}\n\n`],
] as const;

/** Articles whose paragraphs are single sentences. */
const shortStories = [
  ['Harbour strike enters second week', 'The strike goes on.', 'Eleven ships wait.'],
  ['Library opens its cellar to readers', 'Readers may enter.', 'The cellar is dry.'],
];

for (const [size, articles] of [
  ['long', stories],
  ['short', shortStories],
] as const)
  for (const [name, write] of documents)
    t.test(
      `imports two linked articles with ${size} paragraphs from ${name}, and repeating the import changes nothing`,
      async (t) => {
        const text = articles.flatMap((lines) => lines.map((line, at) => write(line, at === 0))).join('');
        const file = name.endsWith('.html') ? `<!doctype html><html><body>${text}</body></html>` : text;
        const run = async (content: string) => {
          const options = { source: `${size}-${name.replace('.', '-')}`, name, siteUrl: null };
          const { format, read } = await readArticles(Readable.from([Buffer.from(content)]), options);
          return importArticles({
            newsroom,
            actor: systemActor,
            format,
            read,
            options: { mode: 'upsert', dryRun: false, keepAddresses: false },
          });
        };
        t.match(await run(file), { created: 2, updated: 0, unchanged: 0, failed: [], skipped: [] });
        const { body } = await request('GET', '/v1/desk/articles?include=related&sort=-createdAt&limit=2', {
          as: 'editor',
        });
        const slugs = body.data.map((article: { slug: string }) => article.slug);
        t.equal(slugs.length, 2);
        for (const [at, slug] of slugs.entries())
          t.match((await request('GET', `/v1/desk/articles/${slug}`, { as: 'editor' })).body.related, [
            { slug: slugs[1 - at] },
          ]);
        t.match(await run(file), { created: 0, updated: 0, unchanged: 2 });
        t.match(await run(file.replace('Eleven', 'Nine')), { created: 0, updated: 1, unchanged: 1 });
      },
    );
