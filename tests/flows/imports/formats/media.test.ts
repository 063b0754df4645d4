import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { importArticles, readArticles } from '../../../../src/flows/imports/index.js';
import { systemActor } from '../../../../src/platform/auth/index.js';
import { pngOf } from '../../../support/assets.js';
import { serveImages } from '../../../support/image-server.js';
import { openNewsroom } from '../../../support/newsroom.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const environment = { MEDIA_DIR: temporaryFolder(t), MEDIA_ALLOW_PRIVATE: 'on' };
const { newsroom, request } = await openNewsroom(t, { environment });
const { url, routes, requests } = await serveImages(t);

/** Imports a file twice, and returns the article with the headline `Trams leave` and the assets by the name of their file. */
async function importTwice(t: Test, file: string, name: string, paths: readonly string[]) {
  for (const path of paths) routes.set(path, await pngOf());
  const reports = [];
  for (let run = 0; run < 2; run += 1) {
    requests.length = 0;
    const { format, read } = await readArticles(Readable.from([Buffer.from(file)]), { source: null, name });
    const options = { mode: 'upsert', media: 'fetch', dryRun: false, keepAddresses: false } as const;
    reports.push(await importArticles({ newsroom, actor: systemActor, format, read, options }));
    if (run === 0) t.same(requests.toSorted(), paths.toSorted());
  }
  t.match(reports, [
    { created: 1, failed: [] },
    { unchanged: 1, failed: [] },
  ]);
  t.same(requests, [], 'nothing is downloaded again');
  const list = await request('GET', '/v1/desk/articles?q=%22Trams+leave%22&sort=-createdAt&limit=1', { as: 'editor' });
  const assets = await request('GET', '/v1/desk/assets?limit=100', { as: 'editor' });
  return {
    article: (await request('GET', `/v1/desk/articles/${list.body.data[0].id}`, { as: 'editor' })).body,
    asset: (filename: string) => assets.body.data.find((one: { filename: string }) => one.filename === filename),
  };
}

const text =
  'The trams leave the depot at six, and the first one is full. It was late on Monday, as the council had said it would be.';

t.test('fetches the originals of images in a WordPress export, with their captions, texts and credits', async (t) => {
  const attachment = (id: number, name: string, more: string) =>
    `<item><title>${name}</title><wp:post_id>${id}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:post_parent>7</wp:post_parent>
      <wp:attachment_url>${url}/${name}.png</wp:attachment_url>${more}</item>`;
  const meta = (key: string, value: string) =>
    `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:postmeta>`;
  const file = `<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>
    <wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://paper.example</wp:base_site_url><language>en</language>
    ${attachment(21, 'wp-lead', `<excerpt:encoded>The lead.</excerpt:encoded>${meta('_wp_attachment_image_alt', 'A tram')}${meta('_media_credit', 'Ann Porter')}`)}
    ${attachment(22, 'wp-body', `<excerpt:encoded>The body.</excerpt:encoded>${meta('_media_credit', 'Bea Quill')}`)}
    ${attachment(23, 'wp-gallery', '<excerpt:encoded>The gallery.</excerpt:encoded>')}
    <item><title>Trams leave in WordPress</title><wp:post_id>7</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
      <wp:post_date_gmt>2024-07-07 18:00:00</wp:post_date_gmt>${meta('_thumbnail_id', '21')}
      <content:encoded><![CDATA[<p>${text}</p>
        <figure><a href="${url}/wp-body.png"><img class="wp-image-22" src="${url}/wp-body-300x200.png" alt="A depot"></a><figcaption>In the text</figcaption></figure>
        [gallery ids="23"]]]></content:encoded></item></channel></rss>`;
  const { article, asset } = await importTwice(t, file, 'export.xml', [
    '/wp-lead.png',
    '/wp-body.png',
    '/wp-gallery.png',
  ]);
  t.match(article.leadImage, {
    asset: asset('wp-lead.png').id,
    alt: 'A tram',
    caption: 'The lead.',
    credit: 'Ann Porter',
  });
  t.match(asset('wp-lead.png'), { alt: { en: 'A tram' }, caption: 'The lead.', credit: 'Ann Porter' });
  t.match(asset('wp-body.png'), { alt: { en: 'A depot' }, caption: 'In the text', credit: 'Bea Quill' });
  t.match(asset('wp-gallery.png'), { caption: 'The gallery.' });
  t.match(
    article.body,
    `<img src="asset:${asset('wp-body.png').id}" alt="A depot"><figcaption>In the text</figcaption>`,
  );
  t.match(article.body, `<img src="asset:${asset('wp-gallery.png').id}"`);
});

t.test('fetches the image of a post of Ghost, with its text and caption', async (t) => {
  const file = JSON.stringify({
    db: [
      {
        meta: { exported_on: 1_720_000_000_000, version: '5.80.0' },
        data: {
          posts: [
            {
              ...{
                id: 'g1',
                title: 'Trams leave in Ghost',
                slug: 'trams-leave-in-ghost',
                status: 'published',
                type: 'post',
              },
              ...{ html: `<p>${text}</p><figure><img src="${url}/ghost-body.png" alt="A depot"></figure>` },
              ...{ feature_image: `${url}/ghost-lead.png`, published_at: '2024-07-07T18:00:00.000Z' },
            },
          ],
          posts_meta: [{ id: 'm1', post_id: 'g1', feature_image_alt: 'A tram', feature_image_caption: 'The lead.' }],
        },
      },
    ],
  });
  const { article, asset } = await importTwice(t, file, 'ghost.json', ['/ghost-lead.png', '/ghost-body.png']);
  t.match(article.leadImage, { asset: asset('ghost-lead.png').id, alt: 'A tram', caption: 'The lead.' });
  t.match(asset('ghost-lead.png'), { alt: { en: 'A tram' }, caption: 'The lead.' });
  t.match(article.body, `<img src="asset:${asset('ghost-body.png').id}" alt="A depot">`);
});

t.test('fetches the largest image of a group in a feed, and image enclosures', async (t) => {
  const file = `<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Paper</title><link>https://paper.example</link><language>en</language>
    <item><title>Trams leave in RSS</title><guid>rss-1</guid><pubDate>Sun, 07 Jul 2024 18:00:00 GMT</pubDate><description>${text}</description>
      <enclosure url="${url}/rss-enclosure.png" type="image/png" length="1"/>
      <media:group><media:content url="${url}/rss-small.png" medium="image" width="100"/><media:content url="${url}/rss-large.png" medium="image" width="900">
        <media:description>The lead.</media:description><media:credit>Ann Porter</media:credit></media:content></media:group></item></channel></rss>`;
  const { article, asset } = await importTwice(t, file, 'feed.xml', ['/rss-large.png', '/rss-enclosure.png']);
  t.match(article.leadImage, { asset: asset('rss-large.png').id, caption: 'The lead.', credit: 'Ann Porter' });
  t.match(article.body, `asset:${asset('rss-enclosure.png').id}`);
});

t.test('fetches the largest rendition of an image in ninjs', async (t) => {
  const file = JSON.stringify({
    ...{
      uri: 'urn:ninjs:1',
      type: 'text',
      headline: 'Trams leave in ninjs',
      versioncreated: '2024-07-07T18:00:00Z',
      language: 'en',
    },
    ...{ body_html: `<p>${text}</p>`, pubstatus: 'usable' },
    associations: {
      featuremedia: {
        ...{ type: 'picture', description_text: 'The lead.', byline: 'Ann Porter', headline: 'A tram' },
        renditions: {
          small: { href: `${url}/ninjs-small.png`, width: 100, height: 50, mimetype: 'image/png' },
          large: { href: `${url}/ninjs-large.png`, width: 900, height: 600, mimetype: 'image/png' },
        },
      },
    },
  });
  const { article, asset } = await importTwice(t, file, 'item.json', ['/ninjs-large.png']);
  t.match(article.leadImage, { asset: asset('ninjs-large.png').id, caption: 'The lead.', credit: 'Ann Porter' });
});

t.test('fetches the images of Markdown and of saved pages', async (t) => {
  const markdown = `---\ntitle: Trams leave in Markdown\ndate: 2024-07-07\nlang: en\nimage: ${url}/md-lead.png\n---\n${text}\n\n![A depot](${url}/md-body.png)\n`;
  const first = await importTwice(t, markdown, 'trams.md', ['/md-lead.png', '/md-body.png']);
  t.match(first.article.leadImage, { asset: first.asset('md-lead.png').id });
  t.match(first.article.body, `<img src="asset:${first.asset('md-body.png').id}" alt="A depot">`);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trams leave in HTML</title><link rel="canonical" href="${url}/trams/">
    <meta property="og:image" content="${url}/page-lead.png"></head><body><article><h1>Trams leave in HTML</h1><p>${text}</p>
    <figure><img src="../page-body.png" alt="A depot"><figcaption>The depot</figcaption></figure><p>${text}</p><p>${text}</p></article></body></html>`;
  const second = await importTwice(t, page, 'page.html', ['/page-body.png']);
  t.match(second.article.leadImage, { asset: second.asset('page-body.png').id, caption: 'The depot' });
});
