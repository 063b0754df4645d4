import { readFileSync } from 'node:fs';
import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { formats } from '../../../../src/flows/imports/formats/index.js';
import { sanitizeHtml } from '../../../../src/lib/rich-text/index.js';
import { draftsOf, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

const page = (name: string): Buffer => readFileSync(new URL(`./fixtures/html-page/${name}.html`, import.meta.url));

const reasonFor = (dropped: readonly string[], reason: string): boolean =>
  dropped.some((one) => one.endsWith(`: ${reason}`));

t.test('takes the kicker from the line above the headline', async (t) => {
  const text = 'The ferry sails at nine. '.repeat(20);
  const html = `<html><body><article><p class="eyebrow">Shipping news</p><h1>Night ferry sails</h1><p>${text}</p></article></body></html>`;
  t.match(await only(htmlPage, Buffer.from(html)), { kicker: 'Shipping news', headline: 'Night ferry sails' });
});

t.test('reads a page of one article with all its fields', async (t) => {
  const draft = await only(htmlPage, page('one-story'));
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    key: { source: 'www.quay.example', id: '/world/europe/night-ferry-sails-again.html' },
    headline: 'Night ferry to Kiel sails again',
    slug: 'night-ferry-sails-again',
    standfirst: 'The ship left at nine, with half of its cabins empty.',
    lang: 'en-GB',
    dateline: 'ATHENS',
    section: { path: [{ slug: 'world' }, { slug: 'europe' }] },
    tags: ['Ferries', 'Shipping'],
    status: 'published',
    publishedAt: new Date('2024-11-03T16:30:00Z'),
    updatedAt: new Date('2024-11-04T06:00:00Z'),
    leadImage: {
      url: 'https://www.quay.example/img/ferry.jpg',
      alt: 'A white ship at a pier',
      caption: 'The ferry at its pier on Sunday.',
      credit: 'Karl Lund/NP',
    },
    seo: {
      canonicalUrl: 'https://www.quay.example/world/europe/night-ferry-sails-again.html',
      description: 'After two years in the yard the night ferry is back.',
    },
  });
  t.strictSame(
    draft.people.map(({ name, relation, titleAsPrinted }) => [name, relation, titleAsPrinted]),
    [
      ['Paula Sands', 'author', 'Staff Writer'],
      ['Erik Holm', 'author', null],
    ],
  );
  t.strictSame(draft.sources, [
    { name: 'Harbour Courier', url: 'https://harbour-courier.example/costs', relation: 'original' },
    { name: 'Guardian', url: null, relation: 'cited' },
    { name: 'Reuters', url: null, relation: 'cited' },
    { name: 'port.example', url: 'https://port.example/plan.pdf', relation: 'cited' },
  ]);
  t.match(draft.body, /<p>The night ferry to Kiel has left/);
  t.match(draft.body, /<h2>A long repair<\/h2>/);
  t.match(draft.body, 'href="https://www.quay.example/world/ports"');
  t.match(draft.body, 'Tickets are sold');
  t.notMatch(draft.body, /Neptune|Related|morning letter|Facebook|cookies|All rights|Paula Sands|ATHENS/);
  const dropped = reasonsOf(draft);
  for (const reason of [
    'cookie-notice',
    'navigation',
    'share-buttons',
    'newsletter',
    'related-links',
    'reader-comments',
    'script',
  ])
    t.ok(reasonFor(dropped, reason), `${reason} is in ${dropped.join('; ')}`);
});

t.test('takes the time of an unchanged post of WordPress for its publication', async (t) => {
  const post = (times: string) =>
    only(
      htmlPage,
      `<html><head><link rel="canonical" href="https://n.example/toll"></head><body><main><article class="post"><header><h1>Toll rises</h1><div class="entry-meta"><span class="posted-on">Posted on <a href="https://n.example/toll" rel="bookmark">${times}</a></span><span class="byline"> by <span class="author vcard"><a class="url fn n" href="https://n.example/author/ann">Ann Porter</a></span></span></div></header><div class="entry-content"><p>The toll rises by a tenth in May, the port said on Thursday.</p><p>Ship owners said they had not been asked.</p></div></article></main></body></html>`,
    );
  const published = new Date('2017-03-09T22:16:02Z');
  t.match(
    await post('<time class="entry-date published updated" datetime="2017-03-09T18:16:02-04:00">March 9</time>'),
    {
      publishedAt: published,
      updatedAt: null,
      status: 'published',
      people: [{ name: 'Ann Porter' }],
    },
  );
  const both =
    '<time class="entry-date published" datetime="2017-03-09T18:16:02-04:00">March 9</time><time class="updated" datetime="2017-03-10T10:00:00-04:00">March 10</time>';
  t.match(await post(both), { publishedAt: published, updatedAt: new Date('2017-03-10T14:00:00Z') });
});

t.test('reads the author, date and address from the footer of a Medium export, and removes it', async (t) => {
  const file = (footer: string) =>
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Toll rises</title></head><body><article class="h-entry"><header><h1 class="p-name">Toll rises</h1></header>
<section data-field="subtitle" class="p-summary">Owners are angry</section>
<section data-field="body" class="e-content"><section class="section"><div class="section-inner"><h3 class="graf graf--h3 graf--title">Toll rises</h3><h4 class="graf graf--h4 graf--subtitle">Owners are angry</h4><p class="graf graf--p">The toll rises by a tenth in May, the port said on Thursday.</p><p class="graf graf--p">Ship owners said they had not been asked.</p></div></section></section>
<footer>${footer}<p>Exported from <a href="https://medium.com">Medium</a> on March 1, 2020.</p></footer></article></body></html>`;
  const story = await only(
    htmlPage,
    file(
      '<p>By <a href="https://medium.com/@ann" class="p-author h-card">Ann Porter</a> on <a href="https://medium.com/p/abc"><time class="dt-published" datetime="2017-03-09T22:16:02.000Z">March 9, 2017</time></a>.</p><p><a href="https://medium.com/@ann/toll-rises-abc" class="p-canonical">Canonical link</a></p>',
    ),
  );
  t.match(story, {
    headline: 'Toll rises',
    standfirst: 'Owners are angry',
    key: { source: 'medium.com', id: '/@ann/toll-rises-abc' },
    publishedAt: new Date('2017-03-09T22:16:02Z'),
    sources: [],
  });
  t.strictSame(
    story.people.map(({ name }) => name),
    ['Ann Porter'],
  );
  const draft = await only(htmlPage, file('<p><a href="https://medium.com/p/abc">View original.</a></p>'));
  t.match(draft, { status: 'draft', people: [] });
  for (const { body } of [story, draft]) {
    t.notMatch(body, /Exported|Canonical|View original|Owners are angry|Toll rises/);
    t.match(body, /not been asked/);
  }
});

t.test('reads several articles of one column as drafts that are linked with each other', async (t) => {
  const reads = await readAll(htmlPage, page('three-stories'));
  t.strictSame(skippedOf(reads), []);
  const drafts = draftsOf(reads);
  const path = '/editions/2024/11/03/';
  t.strictSame(
    drafts.map(({ headline, key }) => [headline, key.source, key.id]),
    [
      ['Harbour strike enters second week', 'aegean-post.example', path],
      ['Library opens its cellar to readers', 'aegean-post.example', `${path}#2`],
      ['Goats clear the ring road by noon', 'aegean-post.example', `${path}#goats`],
    ],
  );
  const [strike, library, goats] = drafts;
  for (const draft of drafts) {
    t.equal(refusalOf(draft), null);
    t.strictSame(
      draft.relatedKeys,
      drafts.filter((other) => other !== draft).map(({ key }) => key),
    );
    t.notMatch(draft.body, /Share|E-mail|Leave a comment|Your name|<hr/);
  }
  t.match(strike, {
    dateline: 'ATHENS',
    standfirst: /^Dockers want a say/,
    publishedAt: new Date('2024-11-03T20:00:00Z'),
  });
  t.strictSame(
    strike?.people.map(({ name }) => name),
    ['Maria Kouri', 'Nikos Vale'],
  );
  t.strictSame(
    strike?.sources.map(({ name, relation }) => [name, relation]),
    [
      ['Reuters', 'original'],
      ['Guardian', 'cited'],
    ],
  );
  t.match(strike?.body, /What they want/);
  t.notMatch(strike?.body, /library|Library|Goats/);
  t.match(library, {
    dateline: 'THESSALONIKI',
    leadImage: { url: 'https://cdn.aegean-post.example/library.jpg', alt: 'Readers at long tables' },
    people: [{ name: 'Anna Berg', titleAsPrinted: 'Culture Editor' }],
  });
  t.strictSame(library?.sources, [
    { name: 'ANA-MPA', url: null, relation: 'syndicated' },
    { name: 'Guardian', url: 'https://www.theguardian.com/books/cellar', relation: 'cited' },
  ]);
  t.match(goats, {
    publishedAt: new Date('2024-11-02T00:00:00Z'),
    people: [],
    seo: { canonicalUrl: `https://aegean-post.example${path}#goats` },
  });
  const dropped = drafts.flatMap(reasonsOf);
  t.ok(reasonFor(dropped, 'reply-form'));
  t.ok(reasonFor(dropped, 'before-the-first-story'));
  t.ok(reasonFor(reasonsOf(strike), 'share-buttons'), 'each article has its own notes');
  t.ok(reasonFor(reasonsOf(library), 'share-buttons'));
});

t.test('reads each article in its language, and ignores cards that link to other pages', async (t) => {
  const drafts = draftsOf(await readAll(htmlPage, page('articles')));
  t.match(drafts, [
    {
      key: { source: 'wire.example', id: '/roundup/monday' },
      headline: 'Die Brücke ist wieder offen',
      lang: 'de',
      dateline: 'HAMBURG',
      status: 'published',
    },
    {
      key: { source: 'wire.example', id: '/roundup/monday#2' },
      headline: 'Rain stops play for a third day',
      lang: 'en',
      status: 'draft',
    },
  ]);
  t.equal(drafts.length, 2);
  t.strictSame(
    drafts.map(({ people }) => people.map(({ name }) => name)),
    [['Jana Roth'], ['Tom Hale']],
  );
  t.ok(reasonFor(reasonsOf(drafts[0]), 'teaser'));
  t.ok(reasonFor(reasonsOf(drafts[1]), 'draft-for-want-of-a-date'));
});

t.test('combines the fields of JSON-LD with the text of the page', async (t) => {
  const draft = await only(htmlPage, page('linked-data'));
  t.match(draft, {
    key: { source: 'townsheet.example', id: '/politics/fountain' },
    headline: 'Mayor resigns over the fountain',
    type: 'analysis',
    standfirst: 'The water never came.',
    section: { path: [{ slug: 'politics', name: 'Politics' }] },
    tags: ['Mayor', 'Fountains'],
    publishedAt: new Date('2023-02-01T10:00:00Z'),
    updatedAt: new Date('2023-02-01T12:00:00Z'),
    leadImage: { url: 'https://townsheet.example/f.jpg', caption: 'The dry fountain.', credit: 'Ola Dahl' },
  });
  t.strictSame(
    draft.people.map(({ name, relation, titleAsPrinted }) => [name, relation, titleAsPrinted]),
    [
      ['Kim Lund', 'author', 'Politics Editor'],
      ['Ruth Mole', 'subject', null],
    ],
  );
  t.match(draft.body, /had stayed dry/);
  t.notMatch(draft.body, /Kim Lund|Short\./);
});

t.test('reads a live blog as one article with its entries', async (t) => {
  const draft = await only(htmlPage, page('live-blog'));
  t.match(draft, { type: 'live', headline: 'Storm Ida: as it happened', people: [{ name: 'Lena Moor' }] });
  t.equal(draft.publishedAt?.toISOString(), '2024-01-09T05:00:00.000Z');
  for (const words of ['Trains run again', '09:05', 'First trees down']) t.match(draft.body, words);
});

t.test('gives the same keys when a page is read again, even without an address', async (t) => {
  for (const name of ['three-stories', 'articles', 'one-story']) {
    const keys = async (html: string) =>
      draftsOf(await readAll(htmlPage, html, { source: 'scrape' })).map(({ key }) => key);
    const html = page(name).toString();
    t.strictSame(await keys(html), await keys(html));
    const nowhere = html.replace(/<link rel="canonical"[^>]*>/, '');
    const known = await keys(nowhere);
    t.strictSame(known, await keys(nowhere.replace('</p>', ' More.</p>')));
    t.equal(new Set(known.map(({ id }) => id)).size, known.length);
    t.ok(known.every(({ source }) => source === 'scrape'));
  }
});

t.test('reads a page in the charset that it declares', async (t) => {
  const html =
    '<!doctype html><html><head><meta charset="windows-1253"><title>x</title></head><body><h1>@</h1><p>' +
    'a plain sentence of the story, '.repeat(8) +
    '</p></body></html>';
  const bytes = Buffer.from(html, 'latin1');
  bytes[html.indexOf('@')] = 0xc1;
  t.equal((await only(htmlPage, bytes)).headline, 'Α');
  const unknown = await only(htmlPage, html.replace('windows-1253', 'x-nowhere'));
  t.ok(reasonFor(reasonsOf(unknown), 'unknown-charset'));
});

t.test('detects a page by its root, and does not take a feed for one', (t) => {
  const told = (head: string, name: string | null = null) =>
    formats.find((one) => one.detects(Buffer.from(head), name))?.name;
  t.equal(told('\ufeff\n<!-- saved --><!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">'), 'html-page');
  t.equal(told('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'), 'html-page');
  t.equal(told('<?xml version="1.0"?><rss version="2.0"><channel>'), 'rss');
  t.equal(told('<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">'), 'atom');
  t.not(told('<?xml version="1.0"?><!-- <html> --><nitf>'), 'html-page');
  t.equal(told('<p>Some text'), undefined);
  t.end();
});

t.test('keeps pictures that a page loads by a script, and those of AMP pages', async (t) => {
  const text =
    '<p>Dockers at the old harbour voted on Sunday to go on with their strike until the end of next week.</p>'.repeat(
      4,
    );
  for (const picture of [
    '<img src="data:image/gif;base64,R0" class="lazy"><noscript><img src="https://cdn.example/ship.jpg" alt="A ship"></noscript>',
    '<amp-img src="https://cdn.example/ship.jpg" alt="A ship" width="800" height="600"></amp-img>',
  ]) {
    const draft = await only(
      htmlPage,
      `<!doctype html><html lang="en"><head><title>Strike</title></head><body><article><h1>Harbour strike goes on</h1>${text}<figure>${picture}</figure>${text}</article></body></html>`,
    );
    const pictures = `${draft.leadImage?.url} ${draft.body} ${draft.media.map(({ url }) => url).join(' ')}`;
    t.match(pictures, 'https://cdn.example/ship.jpg', picture);
  }
});

t.test('keeps the link cards of a Medium export, and no rule above the text', async (t) => {
  const text = 'The ferry sails at nine in the evening from the old pier, and the crew is there at eight every day.';
  const rule = '<div class="section-divider"><hr class="section-divider"></div>';
  const card =
    '<div class="graf graf--mixtapeEmbed"><a href="https://quay.example/times" class="markup--mixtapeEmbed-anchor"><strong>Times of the ferry</strong><br><em>All times.</em>quay.example</a><a href="https://quay.example/times" class="js-mixtapeImage"></a><a href="https://quay.example/map" class="icon"></a></div>';
  const draft = await only(
    htmlPage,
    `<!DOCTYPE html><html><head><title>Night ferry</title></head><body><article class="h-entry"><header><h1 class="p-name">Night ferry</h1></header><section data-field="body" class="e-content"><section class="section">${rule}<p class="graf">${text}</p>${card}<p class="graf">${text}</p></section><section class="section">${rule}<p class="graf">${text}</p></section></section><footer><p>Exported from <a href="https://medium.com">Medium</a> on March 1, 2020.</p></footer></article></body></html>`,
  );
  const body = sanitizeHtml(draft.body).replace(/\s+/g, ' ').trim();
  t.match(body, /^<p>The ferry/);
  t.match(body, '<p><a href="https://quay.example/times"><strong>Times of the ferry</strong><br>');
  t.equal(body.match(/<a /g)?.length, 1, 'a link without a text shows nothing');
  t.equal(body.match(/<hr>/g)?.length, 1, 'the rule between two sections stays');
  t.ok(reasonsOf(draft).includes('link https://quay.example/map: no-text'));
});

t.test('takes the kicker and the whole subtitle of a Medium export once', async (t) => {
  const read = (field: string, body: string) =>
    only(
      htmlPage,
      `<!DOCTYPE html><html lang="en"><head><title>Toll rises</title></head><body><article class="h-entry"><header><h1 class="p-name">Toll rises</h1></header>
${field}<section data-field="body" class="e-content"><section class="section"><div class="section-inner">${body}<p class="graf graf--p">The toll rises by a tenth in May, the port said on Thursday.</p><p class="graf graf--p">Ship owners said they had not been asked.</p></div></section></section>
<footer><p>Exported from <a href="https://medium.com">Medium</a> on March 1, 2020.</p></footer></article></body></html>`,
    );
  const title = '<h3 class="graf graf--h3 graf--title">Toll rises</h3>';
  const field = (text: string) => `<section data-field="subtitle" class="p-summary">${text}</section>`;
  const subtitle = '<h4 class="graf graf--h4 graf--subtitle">Owners are angry and want to be heard</h4>';
  const kicker = '<h4 class="graf graf--h4 graf--kicker">Harbour</h4>';
  for (const [what, draft, fields] of [
    ['both', await read(field('Owners are angry and…'), `${kicker}${title}${subtitle}`), ['Harbour', true]],
    ['no field', await read('', `${title}${subtitle}`), [null, true]],
    ['no subtitle', await read(field('The toll rises by a tenth in…'), title), [null, false]],
  ] as const) {
    const standfirst = fields[1] ? 'Owners are angry and want to be heard' : null;
    t.match(draft, { headline: 'Toll rises', kicker: fields[0], standfirst }, what);
    t.notMatch(draft.body, /Owners are angry|Harbour|<h\d/, what);
    t.equal(draft.body.split('by a tenth').length, 2, what);
  }
});
