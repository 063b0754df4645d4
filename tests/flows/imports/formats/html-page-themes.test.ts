import t from 'tap';
import { htmlPage } from '../../../../src/flows/imports/formats/html-page/index.js';
import { only } from './fixtures/reading.js';

const text =
  '<p>The toll rises by a tenth in May, the port said on Thursday.</p><p>Ship owners said they had not been asked. They want to talk to the port first.</p><p>The port has two weeks to answer.</p>';
const page = (main: string, lang = 'en-GB') =>
  `<!DOCTYPE html><html lang="${lang}"><head><meta charset="utf-8"><title>Toll rises – The Quay</title><link rel="canonical" href="https://quay.example/2017/03/toll-rises/"></head><body class="single single-post"><header class="site-header"><a href="/">The Quay</a></header>${main}<footer class="site-footer">Proudly powered by WordPress</footer></body></html>`;

const article = { headline: 'Toll rises', status: 'published', people: [{ name: 'Ann Porter', relation: 'author' }] };
const time = 'datetime="2017-03-09T18:16:02-04:00"';
const exactTime = new Date('2017-03-09T22:16:02Z');
const day = new Date('2017-03-09T00:00:00Z');

const hasOnlyTheText = (body: string) => body.replace(/<[^>]*>|\s/g, '') === text.replace(/<[^>]*>|\s/g, '');

/** Pages as common themes of WordPress print them: what is around the text of the article. */
const themes: { theme: string; main: string; lang?: string; publishedAt: Date; updatedAt?: Date | null }[] = [
  {
    theme: 'Twenty Ten',
    main: `<div id="main"><div id="post-1" class="post type-post hentry"><h1 class="entry-title">Toll rises</h1><div class="entry-meta"><span class="meta-prep meta-prep-author">Posted on</span> <a href="/2017/03/toll-rises/" title="6:16 pm" rel="bookmark"><span class="entry-date">March 9, 2017</span></a> <span class="meta-sep">by</span> <span class="author vcard"><a class="url fn n" href="/author/ann/" title="View all posts by Ann Porter">Ann Porter</a></span></div><div class="entry-content">${text}</div><div class="entry-utility">This entry was posted in <a href="/category/port/" rel="category tag">Port</a>. Bookmark the <a href="/2017/03/toll-rises/" title="Permalink to Toll rises" rel="bookmark">permalink</a>.</div></div></div>`,
    publishedAt: day,
  },
  {
    theme: 'Twenty Twelve',
    main: `<div id="primary"><article id="post-1" class="post hentry"><header class="entry-header"><h1 class="entry-title">Toll rises</h1></header><div class="entry-content">${text}</div><footer class="entry-meta">This entry was posted in <a href="/category/port/" rel="category tag">Port</a> on <a href="/2017/03/toll-rises/" title="6:16 pm" rel="bookmark"><time class="entry-date" ${time}>March 9, 2017</time></a><span class="by-author"> by <span class="author vcard"><a class="url fn n" href="/author/ann/" title="View all posts by Ann Porter" rel="author">Ann Porter</a></span></span>.</footer></article></div>`,
    publishedAt: exactTime,
  },
  {
    theme: 'Twenty Twelve in German',
    lang: 'de-DE',
    main: `<div id="primary"><article id="post-1" class="post hentry"><header class="entry-header"><h1 class="entry-title">Toll rises</h1></header><div class="entry-content">${text}</div><footer class="entry-meta">Dieser Eintrag wurde veröffentlicht in <a href="/category/port/" rel="category tag">Hafen</a> am <a href="/2017/03/toll-rises/" rel="bookmark"><time class="entry-date" ${time}>9. März 2017</time></a><span class="by-author"> von <span class="author vcard"><a class="url fn n" href="/author/ann/" rel="author">Ann Porter</a></span></span>.</footer></article></div>`,
    publishedAt: exactTime,
  },
  {
    theme: 'Twenty Twenty',
    main: `<main id="site-content"><article class="post-1 post"><header class="entry-header"><div class="entry-header-inner"><div class="entry-categories"><span class="screen-reader-text">Categories</span><div class="entry-categories-inner"><a href="/category/port/" rel="category tag">Port</a></div></div><h1 class="entry-title">Toll rises</h1><div class="post-meta-wrapper post-meta-single post-meta-single-top"><ul class="post-meta"><li class="post-author meta-wrapper"><span class="meta-icon"><span class="screen-reader-text">Post author</span></span><span class="meta-text">By <a href="/author/ann/">Ann Porter</a></span></li><li class="post-date meta-wrapper"><span class="meta-icon"><span class="screen-reader-text">Post date</span></span><span class="meta-text"><a href="/2017/03/toll-rises/">March 9, 2017</a></span></li><li class="post-comment-link meta-wrapper"><span class="meta-text"><a href="/2017/03/toll-rises/#respond">No Comments on Toll rises</a></span></li></ul></div></div></header><div class="post-inner thin"><div class="entry-content">${text}</div></div></article></main>`,
    publishedAt: day,
  },
  {
    theme: 'Astra',
    main: `<div id="primary"><main class="site-main"><article class="post-1 post ast-article-single" itemtype="https://schema.org/CreativeWork" itemscope><header class="entry-header"><h1 class="entry-title" itemprop="headline">Toll rises</h1><div class="entry-meta"><span class="comments-link"><a href="/2017/03/toll-rises/#respond">Leave a Comment</a></span> / <span class="cat-links"><a href="/category/port/" rel="category tag">Port</a></span> / By <span class="posts-author author vcard" itemtype="https://schema.org/Person" itemscope itemprop="author"><a title="View all posts by Ann Porter" href="/author/ann/" rel="author" class="url fn n" itemprop="url"><span class="author-name" itemprop="name">Ann Porter</span></a></span> / <span class="posted-on"><span class="published" itemprop="datePublished">March 9, 2017</span><span class="updated" itemprop="dateModified">March 11, 2017</span></span></div></header><div class="entry-content clear" itemprop="text">${text}</div></article></main></div>`,
    publishedAt: day,
    updatedAt: new Date('2017-03-11T00:00:00Z'),
  },
  {
    theme: 'Astra without microdata',
    main: `<main class="site-main"><article class="post-1 post"><header class="entry-header"><h1 class="entry-title">Toll rises</h1><div class="entry-meta"><span class="comments-link"><a href="#respond">Leave a Comment</a></span> / By Ann Porter / March 9, 2017</div></header><div class="entry-content">${text}</div></article></main>`,
    publishedAt: day,
  },
  {
    theme: 'Twenty Twenty-Two',
    main: `<main class="wp-block-group"><div class="wp-block-group"><h1 class="wp-block-post-title">Toll rises</h1></div><div class="entry-content wp-block-post-content">${text}</div><div class="wp-block-group"><div class="wp-block-post-date"><time ${time}><a href="/2017/03/toll-rises/">March 9, 2017</a></time></div><div class="wp-block-post-author"><div class="wp-block-post-author__content"><p class="wp-block-post-author__name">Ann Porter</p></div></div><div class="taxonomy-category wp-block-post-terms"><a href="/category/port/" rel="tag">Port</a></div></div></main>`,
    publishedAt: exactTime,
  },
  {
    theme: 'Twenty Twenty-Four',
    main: `<main class="wp-block-group"><h1 class="wp-block-post-title">Toll rises</h1><div class="wp-block-group"><div class="wp-block-post-date"><time ${time}><a href="/2017/03/toll-rises/">March 9, 2017</a></time></div><p>—</p><p>by</p><div class="wp-block-post-author-name"><a href="/author/ann/" class="wp-block-post-author-name__link">Ann Porter</a></div><div class="taxonomy-category wp-block-post-terms"><span class="wp-block-post-terms__prefix">in </span><a href="/category/port/" rel="tag">Port</a></div></div><div class="entry-content wp-block-post-content">${text}</div></main>`,
    publishedAt: exactTime,
  },
  {
    theme: 'a theme that marks the only time as updated',
    main: `<main><article class="post"><header><h1 class="entry-title">Toll rises</h1><div class="entry-meta">By <span class="author vcard">Ann Porter</span> <time class="entry-date updated" ${time}>March 9, 2017</time></div></header><div class="entry-content">${text}</div></article></main>`,
    publishedAt: exactTime,
  },
  {
    theme: 'a German theme with a time of change',
    lang: 'de-DE',
    main: `<main><article class="post"><header><h1 class="entry-title">Toll rises</h1><div class="entry-meta"><span class="posted-on">Veröffentlicht: <time class="entry-date published" ${time}>9. März 2017</time></span> <span>Aktualisiert: <time datetime="2017-03-11T08:00:00Z">11. März 2017</time></span> <span class="byline">von <span class="author vcard">Ann Porter</span></span></div></header><div class="entry-content">${text}</div></article></main>`,
    publishedAt: exactTime,
    updatedAt: new Date('2017-03-11T08:00:00Z'),
  },
];

for (const { theme, main, lang, publishedAt, updatedAt = null } of themes)
  t.test(`reads the author, the times and only the text from a page of WordPress: ${theme}`, async (t) => {
    const draft = await only(htmlPage, Buffer.from(page(main, lang)));
    t.match(draft, { ...article, publishedAt, updatedAt });
    t.equal(draft.people.length, 1);
    t.ok(hasOnlyTheText(draft.body), draft.body);
  });
