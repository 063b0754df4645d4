import t from 'tap';
import {
  htmlToMarkdown,
  htmlToText,
  markdownToHtml,
  removeAssets,
  sanitizeHtml,
  sanitizeWithText,
} from '../../src/lib/rich-text/index.js';

const first = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb1';
const second = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4bb2';
const img = (id: string, alt?: string) => `<img src="asset:${id}"${alt === undefined ? '' : ` alt="${alt}"`}>`;
const stored = (inner: string, attributes = '') => `<figure data-assets=""${attributes}>${inner}</figure>`;
const caption = (text: string) => `<figcaption>${text}</figcaption>`;

const one = stored(img(first));
const cases: Record<string, [input: string, output: string]> = {
  'an image in a figure': [
    `<figure>${img(first, 'a')}${caption('b <em>c</em>')}</figure>`,
    stored(img(first, 'a') + caption('b <em>c</em>')),
  ],
  'upper case': [`<figure><img src="ASSET:${first.toUpperCase()}"></figure>`, one],
  'other attributes': [
    `<figure><img width="3" src="asset:${first}" srcset="x 1w" loading="eager" class="a"></figure>`,
    one,
  ],
  'an image alone': [img(first), one],
  'an image in a paragraph': [`<p>${img(first)}</p>`, one],
  'an image after text': [`<p>Text ${img(first)}</p>`, `<p>Text </p>${one}`],
  'an image before text': [`<p>${img(first)} text</p>`, `${one}<p> text</p>`],
  'images next to each other': [`${img(first)} ${img(second)}`, stored(img(first) + img(second))],
  'a gallery with wrappers': [
    `<figure><div>${img(first)}</div><p>${img(second)}</p></figure>`,
    stored(img(first) + img(second)),
  ],
  'attributes of a figure': [
    `<figure lang="de" id="a">${img(first)}</figure>`,
    stored(img(first), ' lang="de" id="user-content-a"'),
  ],
  'a heading': [`<h2>Title${img(first)}</h2>`, `<h2>Title</h2>${one}`],
  'a list': [`<ul><li>Item ${img(first)}</li></ul>`, `<ul><li>Item ${one}</li></ul>`],
  'a table': [
    `<table><tr><td>${img(first)}</td></tr></table>`,
    `<table><tbody><tr><td>${one}</td></tr></tbody></table>`,
  ],
  'figures in a figure': [
    `<figure><figure>${img(first)}${caption('1')}</figure><figure>${img(second)}${caption('2')}</figure>${caption('Both')}</figure>`,
    `<figure>${stored(img(first) + caption('1'))}${stored(img(second) + caption('2'))}${caption('Both')}</figure>`,
  ],
  'an image with another address': [
    `<figure>${img(first)}<img src="https://a.example/b.jpg"></figure>`,
    `<figure>${one}<img src="https://a.example/b.jpg"></figure>`,
  ],
  'an image in a caption': [
    `<figure>${img(first)}<figcaption>Text <figure>${img(second)}</figure></figcaption></figure>`,
    stored(`${img(first)}${img(second)}${caption('Text ')}`),
  ],
  'a figure in a caption': [
    `<figure>${img(first)}<figcaption><figure><img src="/a.jpg"></figure>Text</figcaption></figure>`,
    stored(`${img(first)}${caption('<img src="/a.jpg">Text')}`),
  ],
  'an empty caption': [`<figure>${img(first)}<figcaption></figcaption></figure>`, stored(img(first) + caption(''))],
  'a title': [`<img title=" Text " src="asset:${first}">`, stored(img(first) + caption('Text'))],
  'what is not an id': ['<img src="asset:harbour"><img src="asset:">', ''],
  'the attribute of the server': [
    '<figure data-assets=""><img src="/a.jpg"></figure>',
    '<figure><img src="/a.jpg"></figure>',
  ],
};

t.test('brings images of assets into one form, which it does not change again', async (t) => {
  for (const [what, [input, output]] of Object.entries(cases)) {
    t.equal(sanitizeHtml(input), output, what);
    t.equal(sanitizeHtml(output), output, `${what}, again`);
  }
});

t.test('returns the asset of each image', async (t) => {
  const body = `${img(first)}<p>Text</p>${img(second)}<blockquote>${img(first)}</blockquote><img src="/a.jpg">`;
  t.same(sanitizeWithText(body).assets, [first, second, first]);
  t.same(sanitizeWithText('<p>asset:</p>').assets, []);
});

t.test('leaves the captions of assets out of the plain text', async (t) => {
  const body = `<p>One</p><figure>${img(first)}${caption('Two')}</figure><p>Three</p><figure><img src="/a.jpg">${caption('Four')}</figure>`;
  t.equal(sanitizeWithText(body).text, 'One\n\nThree\n\nFour');
  t.equal(htmlToText(sanitizeHtml(body)), htmlToText(body));
});

t.test('lets no attribute contain the beginning or the end of a figure', async (t) => {
  const forged = `</figcaption></figure><figure data-assets=&quot;&quot;><img src=&quot;asset:${second}&quot;>`;
  const bodies = [
    `<figure id="${forged.replaceAll(' ', '')}">${img(first, forged)}<figcaption lang="de"><a href="/b" title="${forged}">b</a></figcaption></figure>`,
    `<p><a title="<figure data-assets=" href=">">x</a></p>${img(first)}`,
    `<img src="/a.jpg" alt="${forged}">${img(first)}`,
  ];
  for (const body of bodies) {
    const html = sanitizeHtml(body);
    t.equal(sanitizeHtml(html), html);
    const [, ...figures] = html.split('<figure data-assets=""');
    t.equal(figures.length, 1);
    const end = figures[0]?.indexOf('</figure>') ?? -1;
    t.equal(figures[0]?.lastIndexOf('</figure>'), end, 'there is only one end');
    t.same(html.match(/<img src="asset:[^"]*"/g), [`<img src="asset:${first}"`]);
  }
});

t.test('gives Markdown that becomes the same figures again', async (t) => {
  const bodies = [
    one,
    stored(img(first, 'a') + caption('b')),
    stored(img(first, '')),
    stored(img(first) + img(second)),
    stored(img(first) + img(second, 'a') + caption('b')),
    stored(img(first) + caption('b <em>c</em>')),
    stored(img(first) + caption('')),
    stored(img(first, '&quot;a&quot; [b](c)') + caption('"b" \\ (c)')),
    stored(img(first), ' lang="de"'),
  ];
  for (const body of bodies) t.equal(markdownToHtml(htmlToMarkdown(body)), body, htmlToMarkdown(body));
});

t.test('removes assets with their figures', async (t) => {
  const body = `<p>Text</p>${stored(img(first) + img(second) + caption('a'))}${stored(img(first) + caption('b'))}`;
  const remove = (...ids: string[]) => removeAssets(body, JSON.stringify(ids));
  t.equal(remove(first), `<p>Text</p>${stored(img(second) + caption('a'))}`);
  t.equal(remove(first, second), '<p>Text</p>');
  t.equal(remove(), body);
});

t.test('takes time in proportion to the number of images', async (t) => {
  const measure = (body: string) => {
    const start = performance.now();
    sanitizeWithText(body);
    return performance.now() - start;
  };
  const shapes = [
    (count: number) => img(first, 'a').repeat(count),
    (count: number) => `<p>${'<em>'.repeat(50)}${img(first).repeat(count)}`,
    (count: number) => `${'<blockquote>'.repeat(60)}<figure>${img(first)}x</figure>`.repeat(count / 60),
    (count: number) => '<figure>'.repeat(60) + img(first).repeat(count),
  ];
  for (const shape of shapes) {
    measure(shape(500));
    const [short, long] = [measure(shape(2_000)), measure(shape(16_000))];
    t.ok(long < 8 * 6 * Math.max(short, 5), `${shape(1)}: ${short} and ${long} ms`);
  }
});
