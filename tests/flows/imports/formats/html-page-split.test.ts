import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { draftsOf, only, readAll, reasonsOf, refusalOf } from './fixtures/reading.js';

const strike =
  '<p>Dockers at the old harbour voted on Sunday to go on with their strike.</p><p>Eleven ships have waited outside of the breakwater since last week.</p>';
const library =
  '<p>Readers may go down to the forty thousand books in the cellar from Monday on.</p><p>The librarian says that nobody has counted them since 1978.</p>';
const brief = '<p>The ring road was closed until noon because of a herd of goats.</p>';

const page = (body: string, title = 'Monday edition', head = ''): string =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body>${body}</body></html>`;

const headlinesOf = async (html: string): Promise<string[]> =>
  draftsOf(await readAll(htmlPage, html)).map(({ headline }) => headline);

const first = 'Harbour strike enters second week';
const second = 'Library opens its cellar to readers';

t.test('splits a column with two headlines into linked articles', async (t) => {
  const columns: [what: string, html: string][] = [
    ['h1', page(`<div><h1>${first}</h1>${strike}<h1>${second}</h1>${library}</div>`)],
    ['h1 without a title', page(`<h1>${first}</h1>${strike}<h1>${second}</h1>${library}`, '')],
    ['h2 without h1', page(`<div><h2>${first}</h2>${strike}<h2>${second}</h2>${library}</div>`)],
    ['h2 below a short h1', page(`<h1>Harbour Courier</h1><h2>${first}</h2>${strike}<h2>${second}</h2>${library}`)],
    ['subheadings', page(`<h1>${first}</h1>${strike}<h2>Why now</h2>${brief}<h1>${second}</h1>${library}`)],
    [
      'dates',
      page(`<h2>${first}</h2><p>3 November 2024</p>${strike}<h2>${second}</h2><p>4 November 2024</p>${library}`),
    ],
    [
      'line breaks instead of paragraphs',
      page(
        `<div><h1>${first}</h1><div>${strike.replaceAll('</p><p>', '<br><br>').replace(/<\/?p>/g, '')}</div><h1>${second}</h1>${library}</div>`,
      ),
    ],
    ['articles', page(`<article><h2>${first}</h2>${strike}</article><article><h2>${second}</h2>${library}</article>`)],
  ];
  for (const [what, html] of columns) {
    const drafts = draftsOf(await readAll(htmlPage, html, { source: 'scrape' }));
    t.strictSame(
      drafts.map(({ headline }) => headline),
      [first, second],
      what,
    );
    const [one, other] = drafts;
    t.strictSame([one?.relatedKeys, other?.relatedKeys], [[other?.key], [one?.key]], what);
    t.match(one?.body, /Dockers/, what);
    t.notMatch(one?.body, /Readers|librarian/, what);
    t.match(other?.body, /Readers[\s\S]*librarian/, what);
    t.ok(drafts.every((draft) => refusalOf(draft) === null));
  }
});

t.test('keeps a page as one article if a part has no headline or fewer than two paragraphs', async (t) => {
  const pages: [what: string, html: string, headline?: string][] = [
    [
      'sections',
      page(`<h1>${first}</h1>${strike}<h2>${second}</h2>${library}<h2>What happens to the ships now</h2>${strike}`),
    ],
    [
      'sections without an introduction',
      page(`<h1>${first}</h1><h2>How it began on Monday</h2>${strike}<h2>What comes next</h2>${library}`),
    ],
    [
      'sections of the first rank',
      page(`<h1>${first}</h1>${strike}<h1>${second}</h1>${library}`, `${first} – Harbour Courier`),
    ],
    ['labels of the first rank', page(`<h1>${first}</h1>${strike}<h1>Background</h1>${library}`)],
    ['an introduction above sections', page(`${strike}<h2>${second}</h2>${library}<h2>${first}</h2>${strike}`)],
    ['numbered sections', page(`<h2>1. ${first}</h2>${strike}<h2>2. ${second}</h2>${library}`)],
    ['one paragraph', page(`<h1>${first}</h1>${strike}<h1>Goats close the ring road</h1>${brief}`)],
    [
      'one paragraph with a byline',
      page(
        `<h2>${first}</h2><p>By Maria Kouri</p>${strike}<h2>Goats close the ring road</h2><p>By Anna Berg</p>${brief}`,
      ),
    ],
    [
      'teasers',
      page(
        `<article><h1>${first}</h1><p>By Maria Kouri</p>${strike}${strike}</article><div class="stories"><article><h3><a href="/goats">Goats close the ring road</a></h3><p class="byline">By Anna Berg</p>${brief}</article><article><h3><a href="/cellar">${second}</a></h3><p class="byline">By Ola Dahl</p></article></div>`,
        first,
      ),
    ],
    ['rules between sections', page(`<h1>${first}</h1><h2>Why</h2>${strike}<hr><h2>Conclusion</h2>${library}`)],
    [
      'the same headline twice',
      page(`<h1>${first}</h1><p>By Maria Kouri</p>${strike}<h1>${first}</h1><p>By Maria Kouri</p>${library}`),
    ],
  ];
  for (const [what, html] of pages) t.equal((await headlinesOf(html)).length, 1, what);
});

t.test('splits a column of articles although one of its parts is too short, and reports this one', async (t) => {
  const goats = 'Goats close the ring road';
  for (const rank of ['h1', 'h2']) {
    const write = (headline: string, text: string) => `<${rank}>${headline}</${rank}>${text}`;
    for (const parts of [
      [write(first, strike), write(goats, brief), write(second, library)],
      [write(first, strike), write(second, library), write(goats, brief)],
    ]) {
      const drafts = draftsOf(await readAll(htmlPage, page(parts.join(''))));
      t.strictSame(
        drafts.map(({ headline }) => headline),
        [first, second],
      );
      const owner = parts[1]?.includes(goats) ? 0 : 1;
      t.match(drafts[owner]?.body, /<h\d[^>]*>Goats close the ring road<\/h\d>[\s\S]*herd of goats/);
      t.notMatch(drafts[1 - owner]?.body, /goats/i);
      t.ok(reasonsOf(drafts[0]).includes(`"${goats}": kept-in-the-story-above`), reasonsOf(drafts[0]).join());
    }
  }
  const drafts = draftsOf(
    await readAll(htmlPage, page(`<h1>${goats}</h1>${brief}<h1>${first}</h1>${strike}<h1>${second}</h1>${library}`)),
  );
  t.strictSame(
    drafts.map(({ headline }) => headline),
    [first, second],
  );
  t.ok(reasonsOf(drafts[0]).includes(`"${goats}": before-the-first-story`));
  const sections = page(`<h2>${first}</h2>${brief}<h2>${second}</h2>${library}<h2>${goats} again</h2>${strike}`);
  t.strictSame(await headlinesOf(sections), [first], 'a short introduction above sections is no article');
});

t.test('keeps the keys of a split page when a part is edited', async (t) => {
  const html = page(
    `<h1>${first}</h1>${strike}<h1>${second}</h1>${library}`,
    'Edition',
    '<link rel="canonical" href="https://n.example/monday">',
  );
  const keys = async (text: string) => draftsOf(await readAll(htmlPage, text)).map(({ key }) => key.id);
  t.strictSame(await keys(html), ['/monday', '/monday#2']);
  t.strictSame(await keys(html.replace('Eleven', 'Nine').replace(second, `The ${second}`)), ['/monday', '/monday#2']);
});

t.test('keeps the text that Readability chooses, and reports what is beside it', async (t) => {
  const text =
    `<p>${'The port said, after a long night of talks, that the ferry would sail again. '.repeat(6)}</p>`.repeat(4);
  const draft = await only(
    htmlPage,
    page(
      `<div class="top"><a href="/a">Weather</a> <span>18 degrees</span></div><div class="body-text"><h1>${first}</h1><p>By Maria Kouri</p>${text}<figure><img src="https://n.example/p.jpg" alt="Pier" width="600"><figcaption>The pier.</figcaption></figure>${text}</div><div class="promos"><ul><li><a href="/1">Ten ferries to see</a></li><li><a href="/2">The best piers</a></li></ul><p>Win a trip.</p></div>`,
      first,
    ),
  );
  t.match(draft, { headline: first, people: [{ name: 'Maria Kouri' }], leadImage: { caption: 'The pier.' } });
  t.notMatch(draft.body, /Weather|18 degrees|Ten ferries|Win a trip/);
  t.equal(draft.body.match(/<p>/g)?.length, 8);
  t.match(reasonsOf(draft).join('; '), /Win a trip.*beside-the-story/);
});

t.test('keeps text in a block whose class is that of links, if Readability chooses it', async (t) => {
  const text =
    `<p>${'The port said, after a long night of talks, that the ferry would sail again. '.repeat(6)}</p>`.repeat(3);
  const draft = await only(
    htmlPage,
    page(`<div><h1>${first}</h1>${text}<div class="read-more">${text}</div></div>`, first),
  );
  t.equal(draft.body.match(/<p>/g)?.length, 6);
});

t.test('reads a page whose root is also in comments for old browsers', async (t) => {
  const html = page(`<h1>${first}</h1>${strike}${library}`).replace(
    '<html>',
    '<!--[if lt IE 9]><html class="old"><![endif]--><html lang="en">',
  );
  t.match(await only(htmlPage, html), { headline: first, lang: 'en', body: /Dockers[\s\S]*librarian/ });
});

t.test('reads a page as UTF-8 if it is not valid in the charset that it declares', async (t) => {
  const html = page(
    `<h1>港口罢工</h1><p>${'码头工人周日投票决定继续罢工，'.repeat(20)}</p>`,
    '港口罢工',
    '<meta charset="gb2312">',
  );
  t.match(await only(htmlPage, html), { headline: '港口罢工' });
});
