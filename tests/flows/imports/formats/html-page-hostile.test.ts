import { readFileSync } from 'node:fs';
import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { draftsOf, endsWell, readAll, refusalOf, skippedOf } from './fixtures/reading.js';

const page = (name: string): string =>
  readFileSync(new URL(`./fixtures/html-page/${name}.html`, import.meta.url), 'utf8');

/** Time within which any page is read on a slow machine. Milliseconds. */
const soon = 60_000;

const prose = 'A sentence of the story that goes on for a while, and then on. ';

t.test('refuses hostile pages quickly', async (t) => {
  const around = (inside: string) => `<!doctype html><html><body><h1>Title</h1>${inside}</body></html>`;
  const hostile: [what: string, html: string, reason: RegExp][] = [
    ['100,000 nested divs', around(`${'<div>'.repeat(100_000)}x`), /too-deep/],
    ['nested elements of no name', around('<x-a>'.repeat(60_000)), /too-deep/],
    ['paragraphs that nest', around('<tr>'.repeat(5_000)), /too-deep|no-story/],
    ['1 MB of <', around('<'.repeat(2 ** 20)), /too-many-tags/],
    ['2 MB of &', around('&'.repeat(2 ** 21)), /too-many-tags/],
    [
      '100,000 attributes',
      around(`<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}="x"`).join(' ')}>x</p>`),
      /too-many-attributes/,
    ],
    ['an open comment', `<!doctype html><html><!--${'<p>'.repeat(10_000)}`, /no-story/],
    ['an open tag', `<!doctype html><html><p title="${'x'.repeat(100_000)}`, /no-story/],
    ['links only', around('<ul><li><a href="/a">A headline of another page</a></li></ul>'.repeat(100)), /no-story/],
    ['articles in articles', around('<article><h2>T</h2><p>x</p>'.repeat(10_000)), /too-deep/],
    [
      '10,000 articles side by side',
      around('<article><h2>T</h2><p>x</p></article>'.repeat(10_000)),
      /too-many-stories/,
    ],
    ['nothing', '<!doctype html>', /no-story/],
    ['more than 16 MiB', around('x'.repeat(17 * 2 ** 20)), /too-long/],
  ];
  for (const [what, html, reason] of hostile) {
    const start = Date.now();
    const reads = await readAll(htmlPage, html);
    t.match(skippedOf(reads).join(), reason, what);
    t.equal(reads.length, 1, what);
    t.ok(Date.now() - start < soon, `${what}: soon`);
  }
});

t.test('reads large pages quickly', async (t) => {
  const large: [what: string, body: string][] = [
    ['14,000 paragraphs', `<p>${prose}</p>`.repeat(14_000)],
    ['100 levels', `${'<div>'.repeat(100)}<p>${prose.repeat(10)}</p>`],
    ['spaces', `<p>${prose.repeat(5)}</p>${' '.repeat(2 ** 20)}<p>x</p>`],
    [
      'nested boxes',
      `${'<div class="share related story"><p hidden>x</p>'.repeat(100)}${`<p>${prose}<a href="/x">x</a></p>`.repeat(10_000)}`,
    ],
    ['nested articles', `${'<article><h2>T</h2>'.repeat(100)}${`<p>${prose}</p>`.repeat(10_000)}`],
    ['capitals', `<p>${'According to The Times Of The '.repeat(9_000)}</p>`],
    ['many headlines', `<h2>Title</h2><p>By Jane Doe</p><p>${prose.repeat(3)}</p><hr>`.repeat(300)],
    [
      'JSON-LD that nests',
      `<script type="application/ld+json">${'['.repeat(100_000)}</script><p>${prose.repeat(5)}</p>`,
    ],
  ];
  for (const [what, body] of large) {
    const start = Date.now();
    const drafts = draftsOf(await readAll(htmlPage, `<!doctype html><html><body><h1>Title</h1>${body}</body></html>`));
    t.ok(drafts.length > 0, what);
    for (const draft of drafts.slice(0, 3)) t.equal(refusalOf({ ...draft, relatedKeys: [] }), null, what);
    t.ok(Date.now() - start < soon, `${what}: ${Date.now() - start} ms`);
  }
});

t.test('reads only valid drafts from damaged pages', async () => {
  for (const name of ['one-story', 'three-stories', 'linked-data']) await endsWell(htmlPage, page(name), 40);
});
