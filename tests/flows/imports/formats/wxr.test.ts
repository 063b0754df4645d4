import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { wxr } from '../../../../src/flows/imports/formats/wxr/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';
import { attachment, category, channel, comment, file, item, meta } from './fixtures/wxr.js';

t.test('reads a post with all its fields', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        {
          title: 'Ferries &amp; <em>fog</em>',
          link: 'https://daily.example/2017/07/ferries-fog/',
          'dc:creator': 'jd',
          'excerpt:encoded': 'In <b>short</b>.',
          'wp:post_date': '2017-07-07 20:00:00',
          'wp:post_date_gmt': '2017-07-07 18:00:00',
          'wp:post_modified_gmt': '2017-07-09 08:00:00',
          'wp:post_name': 'ferries-and-fog',
          'wp:comment_status': 'closed',
        },
        category('football', 'Football') +
          category('sport', 'Sport') +
          category('world', 'World') +
          category('uncategorised', 'Uncategorised') +
          category('fog', 'Fog', 'post_tag') +
          category('x', 'Something', 'region') +
          meta('_yoast_wpseo_title', 'Fog at sea') +
          meta('_yoast_wpseo_metadesc', '%%excerpt%%'),
      ),
    ),
  );
  t.equal(refusalOf(draft), null);
  const at = new Date('2017-07-07T18:00:00Z');
  t.match(draft, {
    key: { source: 'wordpress:daily.example/news', id: '7' },
    headline: 'Ferries & fog',
    slug: 'ferries-and-fog',
    standfirst: 'In short.',
    lang: 'en-GB',
    status: 'published',
    publishedAt: at,
    firstPublishedAt: at,
    updatedAt: new Date('2017-07-09T08:00:00Z'),
    commentsOpen: false,
    people: [{ name: 'Jane Doe', relation: 'author', key: { source: 'wordpress:daily.example/news', id: 'jd' } }],
    seo: { title: 'Fog at sea', description: null, canonicalUrl: null },
  });
  t.strictSame(draft.section, {
    path: [
      { slug: 'sport', name: 'Sport' },
      { slug: 'football', name: 'Football & more' },
    ],
  });
  t.strictSame(draft.tags, ['World', 'Fog'], 'a parent of the section is not a tag');
  t.strictSame(reasonsOf(draft), ['category Uncategorised: means-no-category', 'region Something: unknown-taxonomy']);
  t.match(draft.from, /^item 1, line 1\d$/);
});

t.test('takes the first of the deepest categories as the section, if any, even in a cycle', async (t) => {
  const placed = async (...categories: readonly string[]) => {
    const { section, tags } = await only(wxr, file(item({}, categories.join(''))));
    return [section?.path.map(({ slug }) => slug).join('/') ?? null, ...tags];
  };
  t.strictSame(await placed(category('world', 'World'), category('Sport', 'Sport')), ['world', 'Sport']);
  t.strictSame(await placed(category('uncategorized', 'Uncategorized')), [null]);
  t.strictSame(await placed(category('latest', 'The latest')), ['latest'], 'the channel need not describe a category');
  t.strictSame(await placed(category('a', 'A')), ['b/a']);
  t.strictSame(await placed(category('%ce%b1', 'Άλφα')), ['a']);
  t.strictSame(
    await placed('<category>Plain</category>', category('world', 'World')),
    ['world'],
    'a category of WXR 1.0 is read',
  );
});

t.test('imports posts with a non-public status as drafts, with a note', async (t) => {
  const drafts = draftsOf(
    await readAll(
      wxr,
      file(
        [
          {
            'wp:status': 'draft',
            'wp:post_date_gmt': '0000-00-00 00:00:00',
            pubDate: 'Mon, 30 Nov -0001 00:00:00 +0000',
          },
          { 'wp:status': 'pending' },
          { 'wp:status': 'private', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': 'future', 'wp:post_date_gmt': '2030-07-07 18:00:00' },
          { 'wp:status': 'trash', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': 'publish', 'wp:post_password': 'enter', 'wp:post_date_gmt': '2017-07-07 18:00:00' },
          { 'wp:status': '' },
          { 'wp:status': 'publish', 'wp:post_type': 'page' },
        ]
          .map((fields, index) => item({ ...fields, 'wp:post_id': String(index + 1) } as Record<string, string>))
          .join(''),
      ),
    ),
  );
  t.strictSame(
    drafts.map((draft) => [draft.status, draft.publishedAt, ...reasonsOf(draft)]),
    [
      ['draft', null],
      ['draft', null, 'status pending: becomes-a-draft'],
      ['draft', null, 'status private: becomes-a-draft'],
      ['draft', null, 'status future, for 2030-07-07T18:00:00.000Z: becomes-a-draft'],
      ['trashed', null],
      ['draft', null, 'password: becomes-a-draft'],
      ['draft', null, 'status not stated: becomes-a-draft'],
      ['published', null, 'post type page: becomes-a-story'],
    ],
  );
});

t.test('takes the date in GMT, or else the local one, or else that of RSS', async (t) => {
  const dateOf = async (fields: Record<string, string>) =>
    (await only(wxr, file(item(fields)))).publishedAt?.toISOString();
  const none = '0000-00-00 00:00:00';
  const pubDate = 'Fri, 07 Jul 2017 18:00:00 +0200';
  t.equal(
    await dateOf({ 'wp:post_date_gmt': none, 'wp:post_date': '2017-07-07 20:00:00', pubDate }),
    '2017-07-07T20:00:00.000Z',
  );
  t.equal(await dateOf({ 'wp:post_date_gmt': none, 'wp:post_date': none, pubDate }), '2017-07-07T16:00:00.000Z');
  t.equal(await dateOf({ pubDate: 'yesterday' }), undefined);
});

t.test('skips WordPress entries that are not posts', async (t) => {
  const types = ['attachment', 'nav_menu_item', 'revision', 'wp_block', 'wp_global_styles', 'acf-field'];
  const reads = await readAll(
    wxr,
    file(
      types.map((type, index) => item({ 'wp:post_type': type, 'wp:post_id': String(index) })).join('') +
        item({ 'wp:status': 'auto-draft', 'wp:post_id': '99' }),
    ),
  );
  t.strictSame(
    skippedOf(reads).map((one) => one.replace(/^.*: /, '')),
    [...types.map((type) => type.replaceAll('_', '-')), 'auto-draft'],
  );
});

t.test('reads several authors from the plugin, with their names from the channel', async (t) => {
  const draft = await only(
    wxr,
    file(
      item({ 'dc:creator': 'admin' }, category('cap-kr', 'kr', 'author') + category('cap-x', 'Gail Writer', 'author')),
    ),
  );
  t.strictSame(
    draft.people.map(({ name, key }) => [name, key?.id]),
    [
      ['Kim Roe', 'kr'],
      ['Gail Writer', 'Gail Writer'],
    ],
  );
});

t.test('identifies a post without a number by its address, and the site by file or caller', async (t) => {
  const bare = (link: string, about = '') => only(wxr, file(`<item><title>x</title>${link}</item>`, about));
  const { key, status } = await bare('<link>https://old.example/?p=4</link>');
  t.strictSame([key, status], [{ source: 'wordpress:old.example', id: '4' }, 'draft']);
  t.strictSame((await bare('<guid>urn:1</guid>')).key, { source: 'wordpress', id: 'urn:1' });
  const named = await only(wxr, file('<item><title>x</title></item>', ''), { source: 'old-site' });
  t.equal(named.key.source, 'old-site');
  t.match(named.key.id, /^sha256:/);
});

t.test('reads every version of the format with any prefixes and namespaces', async (t) => {
  for (const version of ['1.0', '1.1', '1.2']) t.equal((await only(wxr, file(item(), channel, version))).key.id, '7');
  t.equal((await only(wxr, file(item()).replaceAll('http://wordpress', 'https://wordpress'))).key.id, '7');
  t.equal((await only(wxr, file(item()).replace('xmlns:wp', 'xmlns:w').replaceAll('wp:', 'w:'))).key.id, '7');
  t.equal(
    (await only(wxr, file(item()).replace(/ xmlns:\w+="[^"]*"/g, ''))).key.id,
    '7',
    'namespaces need not be declared',
  );
});

t.test('skips broken, huge and duplicate items, and reads the rest where possible', async (t) => {
  const one = (id: string, body?: string, rest?: string) => item({ 'wp:post_id': id }, rest, body);
  const broken = await readAll(wxr, `${file(one('1') + one('2')).replace('</channel></rss>', '')}<item><title>x</ti`);
  t.strictSame(
    draftsOf(broken).map(({ key }) => key.id),
    ['1', '2'],
  );
  t.match(skippedOf(broken), [/^item 3, line \d+: broken-file$/]);
  const cut = await readAll(wxr, file(item({}, meta('_thumbnail_id', '1')) + one('2')).slice(0, -10));
  t.equal(draftsOf(cut).length, 2, 'waiting articles are returned before the break');

  const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${file(one('1'))
    .replace('Some text', ']]>&b;<![CDATA[')
    .replace(/^<\?xml[^>]*>/, '')}`;
  t.match(skippedOf(await readAll(wxr, bomb)), [/broken-file$/]);

  const huge = await readAll(
    wxr,
    file(`${one('1')}${one('2', 'x '.repeat(9 * 2 ** 20))}${one('3', 'y'.repeat(1_000_001))}${one('4')}`),
  );
  t.strictSame(
    draftsOf(huge).map(({ key }) => key.id),
    ['1', '4'],
  );
  t.match(skippedOf(huge), [/too-long$/, /too-long$/]);
  const wide = await readAll(wxr, file(one('1', 'x', `<b>${'y'.repeat(900_000)}</b>`.repeat(20)) + one('2')));
  t.match(skippedOf(wide), [/^item 1, line \d+: too-long$/]);

  const twice = await readAll(wxr, file(one('1', 'first') + one('1', 'second')));
  t.equal(draftsOf(twice).length, 1);
  t.match(skippedOf(twice), [/duplicate-id$/]);
  t.match(skippedOf(await readAll(wxr, '<feed/>')), ['file: not-wxr']);
  t.match(skippedOf(await readAll(wxr, '')), [/broken-file$/]);
});

t.test('shortens or replaces values that do not fit the fields of an article', async (t) => {
  const draft = await only(
    wxr,
    file(
      item(
        {
          title: '',
          'wp:post_name': 'ü'.repeat(300),
          'excerpt:encoded': 'e '.repeat(3_000),
          'dc:creator': 'n'.repeat(300),
        },
        Array.from({ length: 80 }, (_, index) => category(`t${index}`, `Tag ${index}`, 'post_tag')).join('') +
          category('bad', '|||', 'post_tag'),
        `<p>The first words of it. ${'w '.repeat(200)}</p>`,
      ),
    ),
  );
  t.equal(refusalOf(draft), null);
  t.match(draft.headline, /^The first words of it\. w w/);
  t.equal(draft.tags.length, 50);
  t.match(reasonsOf(draft), [
    'headline: made-from-the-first-words',
    'end of standfirst: too-long',
    '31 tags: too-many',
    /^person n{80}…: too-long$/,
  ]);
  t.match(skippedOf(await readAll(wxr, file(item({ title: ' ' }, '', ' ')))), [/no-text$/]);
});

t.test('detects the format by its root and namespace, and not by its name', async (t) => {
  t.ok(wxr.detects(Buffer.from(file('')), null));
  t.notOk(wxr.detects(Buffer.from('<rss version="2.0"><channel/></rss>'), 'export.wordpress.xml'));
  t.notOk(wxr.detects(Buffer.from('<html xmlns:wp="http://wordpress.org/export/1.2/">'), null));
});

t.test('reads the same drafts from any chunks, and ends cleanly on broken files', async (t) => {
  const text = file(
    `${item({ title: 'Grüße 🗞' }, comment(1) + meta('_thumbnail_id', '50') + category('football', 'Football'), 'a\n\n[caption]b[/caption] <!-- wp:x /--> <pre>c</pre>')}${attachment('50')}`,
  );
  const whole = await readAll(wxr, text);
  for (const chunk of [1, 7, 1024]) t.strictSame(await readAll(wxr, text, { chunk }), whole);
  await endsWell(wxr, text);
});

const samples = new URL('../../../../../shared/samples/wxr/', import.meta.url);
const skip = existsSync(samples) ? false : 'the sample files are not here';
const sample = (name: string) => readFileSync(new URL(name, samples));

t.test('reads the whole test data of WordPress themes', { skip }, async (t) => {
  const bytes = sample('theme-test-data-2024.wordpress.xml');
  t.ok(wxr.detects(bytes.subarray(0, 65_536), null));
  const reads = await readAll(wxr, bytes);
  const drafts = draftsOf(reads);
  const reasons = skippedOf(reads).map((one) => one.replace(/^.*: /, ''));
  t.equal(reads.length, 186);
  t.equal(drafts.length, 79, 'there are 58 posts and 21 pages');
  t.equal(reasons.filter((reason) => reason === 'nav-menu-item').length, 70);
  t.equal(reasons.filter((reason) => reason === 'attachment').length, 37);
  t.equal(drafts.filter(({ status }) => status === 'published').length, 76);
  t.equal(
    drafts.flatMap(({ comments }) => comments).length,
    29,
    'there are 33 comments without two pingbacks and two trackbacks',
  );
  t.equal(drafts.filter(({ leadImage }) => leadImage !== null).length, 6);
  t.strictSame(
    drafts.map(refusalOf).filter((refusal) => refusal !== null),
    [],
  );
  const by = (id: string) => drafts.find(({ key }) => key.id === id);
  t.strictSame(
    by('1152')?.section?.path.map(({ slug }) => slug),
    ['parent', 'child-1', 'child-2'],
  );
  t.strictSame(
    by('1148')
      ?.comments.slice(5, 12)
      .map(({ parentKey }) => parentKey),
    [null, '904', '905', '906', '907', '910', '911'],
  );
  t.match(by('1163')?.leadImage, { url: /triforce-wallpaper\.jpg$/, caption: /dangerous to go alone/ });
  t.match(by('1031')?.body, /<figcaption>Beach at Big Sur, CA<\/figcaption>/);
  t.equal(drafts.filter(({ body }) => /<!-- ?\/?wp:|\[\/?caption/.test(body)).length, 0);
});

t.test('reads the files of other importers', { skip }, async (t) => {
  const [hello, about] = draftsOf(await readAll(wxr, sample('importer-valid-wxr-1.1.xml')));
  t.match(hello, {
    headline: 'Hello world!',
    tags: ['Clippable'],
    section: { path: [{ slug: 'alpha' }] },
    key: { id: '1' },
  });
  t.match(hello?.people, [{ name: 'John Doe' }]);
  t.equal(about?.comments.length, 0);
  const isso = draftsOf(await readAll(wxr, sample('isso-wordpress-comments.xml')));
  t.strictSame(
    isso.map(({ key, status, comments }) => [key.source, key.id, status, comments.length]),
    [
      ['wordpress:example.tld', '18', 'published', 7],
      ['wordpress:example.tld', '4', 'draft', 1],
      ['wordpress:example.tld', '6', 'draft', 0],
    ],
  );
});

t.test('reads the name in a login of which the export says nothing', async (t) => {
  const people = async (login: string) => (await only(wxr, file(item({ 'dc:creator': login })))).people;
  t.match(await people('ann.porter'), [{ name: 'Ann Porter', key: { id: 'ann.porter' } }]);
  t.match(await people('ann_porter'), [{ name: 'Ann Porter', key: { id: 'ann_porter' } }]);
  t.match(await people('Ann Porter'), [{ name: 'Ann Porter' }]);
});
