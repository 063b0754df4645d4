import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { ninjs } from '../../../../src/flows/imports/formats/ninjs/index.js';
import { draftsOf, endsWell, only, readAll, reasonsOf, refusalOf, skippedOf } from './fixtures/reading.js';

/** An article and its pictures in ninjs 1.x. */
const first = {
  uri: 'http://wire.example.com/items/20170707-ferry',
  type: 'composite',
  versioncreated: '2017-07-07T20:15:00+02:00',
  firstcreated: '2017-07-07T18:00:00Z',
  pubstatus: 'usable',
  urgency: 3,
  language: 'en',
  copyrightholder: 'The Wire',
  byline: "By Paula Sands and Francis d'Arc",
  located: 'Hamburg',
  headline: 'Night ferry sails again',
  description_text: 'The ship left at nine.',
  description_html: '<p>The ship left at nine.</p>',
  body_text: 'First.\n\nSecond.',
  body_xhtml: '<p>First.</p><p>Second.</p><p><img src="https://cdn.example.com/deck-small.jpg" alt=""/></p>',
  person: [
    { name: 'Erik Holm', rel: 'about', scheme: 'http://people.example.com/', code: '17' },
    { name: 'Paula Sands', rel: 'mentions', uri: 'http://people.example.com/sands' },
  ],
  subject: [{ name: 'Ferries' }, { name: 'Shipping', code: '04' }, { code: '05' }],
  genre: [{ name: 'Feature' }],
  associations: {
    main: {
      type: 'picture',
      headline: 'The ferry',
      byline: 'Kim Lund',
      copyrightholder: 'TW',
      description_text: 'The ferry at its pier.',
      renditions: {
        small: { href: 'https://cdn.example.com/ferry-small.jpg', mimetype: 'image/jpg', width: 100, height: 50 },
        large: { href: 'https://cdn.example.com/ferry.jpg', mimetype: 'image/jpg', width: 1000, height: 500 },
      },
    },
    deck: {
      uri: 'http://wire.example.com/items/deck',
      creditline: 'The Wire/Lund',
      renditions: { small: { href: 'https://cdn.example.com/deck-small.jpg', mimetype: 'image/jpeg' } },
    },
    clip: { type: 'video', renditions: { main: { href: 'https://cdn.example.com/x.mp4', mimetype: 'video/mp4' } } },
    before: { type: 'text', uri: 'http://wire.example.com/items/20170706-ferry' },
    offline: { type: 'picture', renditions: { main: { href: 'file:///x.jpg', mimetype: 'image/jpeg' } } },
  },
};

/** The same article in ninjs 3.x. */
const third = {
  uri: 'urn:newsml:wire.example.com:20170707:ferry:1',
  type: 'text',
  firstCreated: '2017-07-07T18:00:00Z',
  versionCreated: '2017-07-07T18:15:00Z',
  pubStatus: 'usable',
  language: 'de-DE',
  by: 'Von Christian Hollmann, dpa',
  located: 'Hamburg',
  headlines: [
    { role: 'short', value: 'Fähre fährt' },
    { role: 'main', contentType: 'text/html', value: 'Die <b>Nachtfähre</b> fährt' },
  ],
  descriptions: [
    { role: 'caption', value: 'Nicht gemeint' },
    { role: 'summary', contentType: 'text/html', value: '<p>Um neun ging es los.</p>' },
  ],
  bodies: [
    { role: 'plain', contentType: 'text/plain', value: 'Eins.\nZwei.' },
    {
      role: 'page',
      contentType: 'text/html',
      value: '<html><head><title>T</title></head><body><p>Eins.</p></body></html>',
    },
    { role: 'xml', contentType: 'application/nitf+xml', value: '<nitf/>' },
  ],
  people: [
    { name: 'Erik Holm', rel: 'quoted' },
    { name: 'Anna Berg', rel: 'depicts' },
    { name: 'Uwe Sand', rel: 'creator' },
  ],
  subjects: [{ name: 'Schifffahrt', uri: 'http://cv.example.com/ships' }],
  genres: [{ name: 'Inland', uri: 'http://wire.example.com/spec/sector/1' }],
  infoSources: [
    { name: 'Hafenamt', role: 'originator', uri: 'https://hafen.example.com/' },
    { name: 'dpa', role: 'distributor', uri: 'urn:x' },
  ],
  associations: [
    {
      name: 'ship',
      uri: 'https://wire.example.com/pictures/1',
      type: 'picture',
      by: 'Karl Melander/TT',
      copyrightHolder: 'TT',
      descriptions: [
        { role: 'alt', value: 'Ein Schiff' },
        { role: 'caption', value: 'Das Schiff' },
      ],
      renditions: [
        { name: 'main', href: 'https://cdn.example.com/s.jpg', contentType: 'image/jpeg', width: 10, height: 10 },
      ],
    },
  ],
};

t.test('reads an item of version 1.x', async (t) => {
  const draft = await only(ninjs, JSON.stringify(first));
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    from: 'line 1',
    key: { source: 'ninjs:wire.example.com', id: first.uri },
    headline: 'Night ferry sails again',
    standfirst: 'The ship left at nine.',
    body: first.body_xhtml,
    type: 'feature',
    lang: 'en',
    dateline: 'Hamburg',
    section: null,
    tags: ['Ferries', 'Shipping'],
    status: 'published',
    publishedAt: new Date('2017-07-07T18:00:00Z'),
    firstPublishedAt: new Date('2017-07-07T18:00:00Z'),
    updatedAt: new Date('2017-07-07T18:15:00Z'),
  });
  t.strictSame(draft.people, [
    {
      name: 'Paula Sands',
      relation: 'author',
      titleAsPrinted: null,
      key: { source: 'ninjs:people.example.com', id: 'http://people.example.com/sands' },
    },
    { name: "Francis d'Arc", relation: 'author', titleAsPrinted: null, key: null },
    {
      name: 'Erik Holm',
      relation: 'subject',
      titleAsPrinted: null,
      key: { source: 'http://people.example.com/', id: '17' },
    },
  ]);
  t.strictSame(draft.sources, [{ name: 'The Wire', url: null, relation: 'syndicated' }]);
  t.strictSame(draft.leadImage, {
    url: 'https://cdn.example.com/ferry.jpg',
    alt: 'The ferry',
    caption: 'The ferry at its pier.',
    credit: 'Kim Lund/TW',
  });
  t.strictSame(draft.media, [
    { url: 'https://cdn.example.com/deck-small.jpg', credit: 'The Wire/Lund', caption: null },
  ]);
  t.strictSame(draft.relatedKeys, [
    { source: 'ninjs:wire.example.com', id: 'http://wire.example.com/items/20170706-ferry' },
  ]);
  t.strictSame(reasonsOf(draft), [
    'urgency: no-place-for-it',
    'video clip: no-place-for-it',
    'image offline: not-a-web-address',
  ]);
});

t.test('reads an item of version 3.x, and one of 2.x with lower-case names', async (t) => {
  const lower = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(lower)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase(), lower(one)]))
        : value;
  const draft = await only(ninjs, JSON.stringify(third, null, 2));
  t.strictSame({ ...(await only(ninjs, JSON.stringify(lower(third)))), from: draft.from }, draft);
  t.equal(refusalOf(draft), null);
  t.match(draft, {
    from: 'item 1, line 1',
    key: { source: 'ninjs:wire.example.com', id: third.uri },
    headline: 'Die Nachtfähre fährt',
    standfirst: 'Um neun ging es los.',
    body: '<p>Eins.</p>',
    lang: 'de-DE',
    section: { path: [{ slug: 'inland', name: 'Inland' }] },
    tags: ['Schifffahrt'],
    type: null,
    leadImage: {
      url: 'https://cdn.example.com/s.jpg',
      alt: 'Ein Schiff',
      caption: 'Das Schiff',
      credit: 'Karl Melander/TT',
    },
  });
  t.strictSame(
    draft.people.map(({ name, relation }) => [name, relation]),
    [
      ['Christian Hollmann', 'author'],
      ['Uwe Sand', 'author'],
      ['Erik Holm', 'quoted'],
      ['Anna Berg', 'pictured'],
    ],
  );
  t.strictSame(draft.sources, [
    { name: 'Hafenamt', url: 'https://hafen.example.com/', relation: 'original' },
    { name: 'dpa', url: null, relation: 'syndicated' },
  ]);
});

t.test('reads an item of Superdesk, which has a guid and counts its versions', async (t) => {
  const guid = 'urn:newsml:localhost:2017-08-24T14:37:19.783611:c044162e';
  const superdesk = {
    guid,
    version: '3',
    type: 'text',
    headline: 'Corrected',
    body_html: '<p>Text.</p>',
    firstcreated: '2017-08-24T04:37:19+0000',
    versioncreated: '2017-08-24T06:00:00+0000',
    embargoed: '2017-08-24T05:00:00+0000',
    evolvedfrom: 'urn:newsml:localhost:1',
    pubstatus: 'usable',
    byline: 'Ann Porter',
    authors: [
      { name: 'Ann Porter', role: 'writer' },
      { name: 'Kim Lund', role: 'writer' },
    ],
    service: [{ name: 'Sport', code: 's' }],
    slugline: 'ferry',
    associations: {
      featuremedia: {
        type: 'picture',
        guid: 'tag:1',
        headline: 'Ferry',
        renditions: { original: { href: 'https://x.example/1.jpg', width: 10, height: 10, mimetype: 'image/jpeg' } },
      },
      related: { type: 'text', guid: 'urn:newsml:localhost:2' },
      nothing: null,
    },
  };
  t.ok(ninjs.detects(Buffer.from(JSON.stringify(superdesk)), null));
  const draft = await only(ninjs, JSON.stringify(superdesk));
  t.match(draft, {
    key: { source: 'ninjs:localhost', id: guid },
    sourceVersion: 3,
    status: 'published',
    publishedAt: new Date('2017-08-24T04:37:19Z'),
    section: { path: [{ name: 'Sport' }] },
    leadImage: { url: 'https://x.example/1.jpg' },
    relatedKeys: [
      { source: 'ninjs:localhost', id: 'urn:newsml:localhost:2' },
      { source: 'ninjs:localhost', id: 'urn:newsml:localhost:1' },
    ],
  });
  t.strictSame(
    draft.people.map(({ name }) => name),
    ['Ann Porter', 'Kim Lund'],
  );
  t.strictSame(reasonsOf(draft), ['slugline: no-place-for-it']);
  t.strictSame((await only(ninjs, JSON.stringify({ ...superdesk, version: '1' }))).key, draft.key);
});

t.test('derives the state of an article from the status, and keeps an embargo', async (t) => {
  const status = async (fields: object) => {
    const draft = await only(
      ninjs,
      JSON.stringify({ uri: 'urn:x', headline: 'H', versioncreated: '2017-07-07', ...fields }),
    );
    return [draft.status, draft.publishedAt?.toISOString().slice(0, 10) ?? null, ...reasonsOf(draft)];
  };
  t.strictSame(await status({}), ['published', '2017-07-07']);
  t.strictSame(await status({ pubstatus: 'withheld' }), ['draft', null]);
  t.strictSame(await status({ pubstatus: 'canceled', embargoed: '2017-07-08T00:00:00Z' }), ['trashed', '2017-07-07']);
  t.strictSame(await status({ embargoed: '2999-07-08' }), ['draft', null, 'embargo until 2999-07-08: embargoed']);
  t.strictSame(await status({ embargoedUntil: 'Monday' }), ['draft', null, 'embargo until Monday: embargoed']);
  t.strictSame(await status({ pubstatus: 'maybe' }), ['draft', null, 'status maybe: unknown-status']);
  t.strictSame(await status({ versioncreated: 'now' }), ['published', null, 'versioncreated now: not-a-date']);
});

t.test('reads the same items from an array, several objects or lines', async (t) => {
  const items = [first, third, { ...third, uri: 'urn:y' }];
  const texts = items.map((item) => JSON.stringify(item));
  const whole = await readAll(ninjs, JSON.stringify(items, null, 1));
  t.match(
    whole.map((read) => (read.kind === 'draft' ? read.draft.from : '')),
    ['item 1, line 2', /^item 2, line \d+/, /^item 3/],
  );
  const ids = items.map(({ uri }) => uri);
  for (const [file, name] of [
    [`[${texts.join(',')}]`, null],
    [texts.join('\n'), null],
    [texts.join('\n'), 'wire.ndjson'],
    [items.map((item) => JSON.stringify(item, null, 2)).join('\n'), null],
  ] as const)
    for (const chunk of [3, 65_536])
      t.strictSame(
        draftsOf(await readAll(ninjs, file, { name, chunk })).map(({ key }) => key.id),
        ids,
      );
});

t.test('skips items that are broken or not articles, and keeps those before them', async (t) => {
  const story = JSON.stringify(third);
  const picture = JSON.stringify({ uri: 'urn:p', type: 'picture', headline: 'A picture' });
  const file = `[${story},\n5,\n${picture},\n{"uri":"urn:z", nonsense},\n{},\n${story},\n{"uri": "urn:cut`;
  const reads = await readAll(ninjs, file);
  t.equal(draftsOf(reads).length, 2);
  t.strictSame(skippedOf(reads), [
    'item 2, line 2: not-an-item',
    'item 3, line 3: not-a-story',
    'item 4, line 4: not-json',
    'item 5, line 5: not-an-item',
    'item 7, line 7: broken-file',
  ]);
  t.strictSame(skippedOf(await readAll(ninjs, `[${'['.repeat(50_000)}`)), ['item 1, line 1: broken-file']);
  t.strictSame(skippedOf(await readAll(ninjs, `[${'['.repeat(99)}${']'.repeat(99)}]`)), ['item 1, line 1: too-deep']);
  t.strictSame(skippedOf(await readAll(ninjs, `["${'x'.repeat(17 * 2 ** 20)}",${story}]`)), [
    'item 1, line 1: too-long',
  ]);
  t.strictSame(await readAll(ninjs, ''), []);
});

t.test('fills missing fields from the other fields', async (t) => {
  const draft = await only(ninjs, '{"body_text":"One sentence.\\nAnother one."}', { source: 'wire' });
  t.equal(draft.headline, 'One sentence. Another one.');
  t.equal(draft.body, '<p>One sentence.</p>\n<p>Another one.</p>');
  t.match(draft.key, { source: 'ninjs:wire', id: /^sha256:/ });
  t.equal((await only(ninjs, '{"uri":"urn:x","title":"T","body_nitf":"<nitf/>"}')).omissions[0]?.what, 'text in XML');
  t.equal((await only(ninjs, '{"uri":"urn:x","headlines":["A headline alone"]}')).headline, 'A headline alone');
  t.equal(
    (await only(ninjs, '{"uri":"tag:wire.example.com,2017:1","headline":"H"}')).key.source,
    'ninjs:wire.example.com',
  );
  const typed = {
    uri: 5,
    headline: ['x'],
    headlines: { a: 1 },
    bodies: 'text',
    people: 5,
    subjects: [[], 5, null],
    by: {},
  };
  t.equal((await only(ninjs, JSON.stringify(typed))).headline, 'text');
});

t.test('detects the format by its fields', async (t) => {
  const detects = (value: unknown) => ninjs.detects(Buffer.from(JSON.stringify(value)), null);
  for (const item of [first, third, [third]]) t.ok(detects(item));
  t.ok(ninjs.detects(Buffer.from(`\uFEFF${JSON.stringify([first, third]).slice(0, 300)}`), null));
  t.notOk(detects({ '@type': 'NewsArticle', uri: 'x', headlines: [] }));
  t.notOk(detects({ headline: 'H', body: 'x' }));
  t.notOk(ninjs.detects(Buffer.from('<nitf/>'), 'a.ninjs.json'));
});

const schema = new URL('../../../../../shared/samples/ninjs/ninjs-schema_3.1.json', import.meta.url);
t.test(
  'validates the 3.x sample by the IPTC schema, and does not detect the schema itself',
  { skip: existsSync(schema) ? false : 'the sample files are not here' },
  async (t) => {
    const text = readFileSync(schema, 'utf8');
    const valid = new Ajv2020({ strict: false, validateFormats: false, logger: false });
    // The GeoJSON schema, to which it refers, is on the web.
    valid.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json' });
    const validate = valid.compile(JSON.parse(text));
    t.ok(validate(third), JSON.stringify(validate.errors));
    t.notOk(ninjs.detects(Buffer.from(text).subarray(0, 65_536), 'ninjs-schema_3.1.json'));
    t.strictSame(skippedOf(await readAll(ninjs, text)), ['item 1, line 1: not-an-item']);
  },
);

t.test('terminates on any input', async (t) => {
  await t.resolves(endsWell(ninjs, JSON.stringify([first, third], null, 1), 150));
  await t.resolves(endsWell(ninjs, JSON.stringify(first), 150));
});

t.test('reports each headline and description that is not read', async (t) => {
  const headlines = [
    { role: 'main', value: 'Ferry sails' },
    { role: 'sub', value: 'After two years' },
  ];
  const descriptions = [
    { role: 'standfirst', value: 'It sails.' },
    { role: 'summary', value: 'The ferry sails.' },
  ];
  const body_text = 'Text.';
  const newer = await only(ninjs, JSON.stringify({ uri: 'urn:x:1', headlines, descriptions, body_text }));
  t.match(newer, { headline: 'Ferry sails', standfirst: 'It sails.' });
  for (const text of ['sub headline After two years', 'summary description The ferry sails.'])
    t.ok(reasonsOf(newer).includes(`${text}: no-place-for-it`), text);
  const older = { uri: 'urn:x:1', headline: 'Ferry sails', headline_short: 'Ferry', body_text };
  const draft = await only(ninjs, JSON.stringify(older));
  t.equal(draft.headline, 'Ferry sails');
  t.ok(reasonsOf(draft).includes('short headline Ferry: no-place-for-it'));
});
