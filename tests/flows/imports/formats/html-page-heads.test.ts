import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { only } from './fixtures/reading.js';

const prose = `<p>${'The ferry sails at nine. '.repeat(12)}</p><p>${'Its cabins are empty. '.repeat(12)}</p>`;

const pageWith = (head: string, text = prose): Buffer =>
  Buffer.from(`<html lang="en"><body><article><h1>Night ferry sails</h1>${head}${text}</article></body></html>`);

const day = new Date('2024-11-03T00:00:00Z');

t.test('reads bylines and dates whose elements have no space between them', async (t) => {
  const meta = '<span class="author">Ann Porter</span><span class="date">3 November 2024</span>';
  const cases: [head: string, people: (string | null)[][], date: Date | null][] = [
    [`<div class="meta">${meta}</div>`, [['Ann Porter', null]], day],
    [`<header><div class="meta">${meta}</div></header>`, [['Ann Porter', null]], day],
    [
      '<div class="byline"><a href="/ann">Ann Porter</a><span>Political editor</span><span>3 November 2024</span></div>',
      [['Ann Porter', 'Political editor']],
      day,
    ],
    [
      '<div class="byline">\n<a href="/ann">Ann Porter</a>\n<span>Political editor</span>\n<span>3 November 2024</span>\n</div>',
      [['Ann Porter', 'Political editor']],
      day,
    ],
    [
      '<div class="byline"><a rel="author">Ann Porter</a><a rel="author">John Roe</a></div>',
      [
        ['Ann Porter', null],
        ['John Roe', null],
      ],
      null,
    ],
    [
      '<p class="byline">By <a rel="author">Ann Porter</a><span>and</span><a rel="author">John Roe</a></p>',
      [
        ['Ann Porter', null],
        ['John Roe', null],
      ],
      null,
    ],
    ['<div class="byline"><span>By</span><span>Ann</span><span>Porter</span></div>', [['Ann Porter', null]], null],
    [
      '<div class="byline"><span>By</span><a>Ann Porter</a><time datetime="2024-11-03">3 Nov</time></div>',
      [['Ann Porter', null]],
      day,
    ],
    ['<div class="byline"><b>A</b>nn <b>P</b>orter</div>', [['Ann Porter', null]], null],
  ];
  for (const [head, people, date] of cases) {
    const draft = await only(htmlPage, pageWith(head));
    t.strictSame(
      draft.people.map(({ name, titleAsPrinted }) => [name, titleAsPrinted]),
      people,
      head,
    );
    t.strictSame(draft.publishedAt, date, head);
  }
});

t.test('reads names with the surname first beside a date', async (t) => {
  const byline = '<p class="byline">Porter, Ann; Roe, John | <time datetime="2024-11-03">November 3, 2024</time></p>';
  const draft = await only(htmlPage, pageWith(byline));
  t.strictSame(
    draft.people.map(({ name }) => name),
    ['Ann Porter', 'John Roe'],
  );
  t.strictSame(draft.publishedAt, day);
});

t.test('keeps the words of headlines with line breaks or several elements apart', async (t) => {
  for (const headline of ['Night ferry<br>sails again', '<span>Night ferry</span><span>Sails again</span>']) {
    const html = `<html><body><article><h1>${headline}</h1>${prose}</article></body></html>`;
    t.match((await only(htmlPage, Buffer.from(html))).headline, /^Night ferry [Ss]ails again$/);
  }
});

t.test('puts no space into words that have elements inside them', async (t) => {
  const text = `<p><span>T</span><span>he</span> H<sub>2</sub>O plant of <i>Mac</i><b>Donald</b> and <b>U</b><i>N</i>. ${'It runs. '.repeat(30)}</p>${prose}`;
  const { body } = await only(htmlPage, pageWith('', text));
  const plain = body.replace(/<[^<>]*>/g, '');
  t.match(plain, /^\s*The H2O plant of MacDonald and UN\. It runs/);
});

t.test('keeps the first of several subheadings below the headline in the text', async (t) => {
  const sections = `<h2>The ferry and its long repair</h2>${prose}<h2>What the passengers want</h2>${prose}`;
  const draft = await only(htmlPage, pageWith('', sections));
  t.equal(draft.standfirst, null);
  t.match(draft.body, '<h2>The ferry and its long repair</h2>');
  const deck = `<h2>Half of its cabins were empty</h2>${prose}`;
  t.equal((await only(htmlPage, pageWith('', deck))).standfirst, 'Half of its cabins were empty');
});

t.test('takes the time in the metadata of a page for a day that the page prints', async (t) => {
  const time = '2024-11-03T23:30:00-04:00';
  const pageAt = (published: string, line: string) =>
    Buffer.from(
      `<html lang="en"><head><meta property="article:published_time" content="${published}"></head><body><article><h1>Night ferry sails</h1>${line}${prose}</article></body></html>`,
    );
  for (const line of [
    '<p class="date">November 3, 2024</p>',
    '<p class="date">03.11.2024, 08:05</p>',
    '<time>3 November 2024</time>',
    '<time datetime="2024-11-03">3 November</time>',
    '<p class="byline">By Ann Porter, 3 November 2024</p>',
  ])
    t.same((await only(htmlPage, pageAt(time, line))).publishedAt, new Date(time), line);
  t.same(
    (await only(htmlPage, pageAt('2024-11-08T10:00:00Z', '<p class="date">November 3, 2024</p>'))).publishedAt,
    day,
    'the metadata has the time of something else',
  );
  t.same(
    (await only(htmlPage, pageAt('2024-11-03', '<time datetime="2024-11-03T08:05:00Z">3 November</time>'))).publishedAt,
    new Date('2024-11-03T08:05:00Z'),
  );
});

t.test('does not take the name of the site above an article for its headline', async (t) => {
  const metaLine = '<p class="byline">By Ann Porter</p><p class="date">3 November 2024</p>';
  const entry = `<header class="entry-header"><h1 class="entry-title">Night ferry sails</h1><div class="entry-meta"><time class="entry-date" datetime="2024-11-03T00:00:00Z">November 3, 2024</time> by <span class="author vcard">Ann Porter</span></div></header>`;
  for (const [what, title, body] of [
    [
      'a masthead',
      'Night ferry sails',
      `<div class="masthead"><h1><a href="/">The Gazette</a></h1></div><h2 class="headline">Night ferry sails</h2>${metaLine}${prose}`,
    ],
    [
      'a site header',
      'Night ferry sails – Wexley Blog',
      `<div class="site-header"><h1 class="site-title">Wexley Blog</h1></div><article><h1 class="entry-title">Night ferry sails</h1>${metaLine}${prose}</article>`,
    ],
    [
      'the header image of an old theme',
      'Wexley Blog » Night ferry sails',
      `<div id="headerimg"><h1><a href="https://wexley.example/">Wexley Blog</a></h1></div><div class="post"><h2>Night ferry sails</h2>${metaLine}${prose}</div>`,
    ],
    [
      'the header of a newer theme',
      'Night ferry sails | Wexley Blog',
      `<header class="site-header"><h1 class="site-title"><a href="https://wexley.example/">Wexley Blog</a></h1></header><article>${entry}<div class="entry-content">${prose}</div></article>`,
    ],
  ] as const) {
    const page = `<html lang="en"><head><title>${title}</title></head><body>${body}</body></html>`;
    const { headline, standfirst, publishedAt, people } = await only(htmlPage, Buffer.from(page));
    t.same(
      { headline, standfirst, publishedAt, people: people.map(({ name }) => name) },
      { headline: 'Night ferry sails', standfirst: null, publishedAt: day, people: ['Ann Porter'] },
      what,
    );
  }
});

/** The texts between the tags. */
const textsIn = (html: string) =>
  html
    .split(/<[^<>]*>/)
    .map((text) => text.trim())
    .filter((text) => text !== '');

t.test('leaves out lines of links to other articles, advertisements and rights, and reports them', async (t) => {
  const link = '<a href="/x">The port is closed</a>';
  const lines: [line: string, reason: string][] = [
    [`<p><strong>Read more: ${link}</strong></p>`, 'related-links'],
    [`<p>Lesen Sie auch: ${link}, ${link}</p>`, 'related-links'],
    [`<p>À lire aussi : ${link}</p>`, 'related-links'],
    [`<p><em>Lea también:</em> ${link}</p>`, 'related-links'],
    [`<div>Czytaj też: ${link}</div>`, 'related-links'],
    [`<p>Читайте также: ${link}</p>`, 'related-links'],
    [`<p><a href="/x">Lees ook: Haven dicht</a></p>`, 'related-links'],
    [`<p>Διαβάστε επίσης: ${link}</p>`, 'related-links'],
    ['<p>Story continues below advertisement</p>', 'advertisement'],
    ['<p>© 2024 The Wexley Gazette. All rights reserved.</p>', 'page-furniture'],
    ['<p>Wszelkie prawa zastrzeżone.</p>', 'page-furniture'],
  ];
  for (const [line, reason] of lines) {
    const { body, omissions } = await only(htmlPage, pageWith('<p>By Ann Porter</p>', `${prose}${line}${prose}`));
    t.same(textsIn(body), textsIn(prose + prose), line);
    t.ok(
      omissions.some((omission) => omission.reason === reason),
      line,
    );
  }
  for (const line of [
    `<p>Read more: ${link} was the title of the book that she wrote on the ferries of the coast.</p>`,
    '<p>Read more books, she said.</p>',
    '<p>“All rights reserved” is printed on each of the tickets, and nobody knows what it means, says the captain.</p>',
    `<p>Related to ${link}</p>`,
  ]) {
    const { body } = await only(htmlPage, pageWith('<p>By Ann Porter</p>', `${prose}${line}${prose}`));
    t.match(body, line.slice(3, 14), line);
  }
});
