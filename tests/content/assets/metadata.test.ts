import sharp, { type Sharp } from 'sharp';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);

const namespaces = {
  dc: 'http://purl.org/dc/elements/1.1/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  Iptc4xmpCore: 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  xmpRights: 'http://ns.adobe.com/xap/1.0/rights/',
};
const xmpOf = (members: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
    ${Object.entries(namespaces)
      .map(([prefix, address]) => `xmlns:${prefix}="${address}"`)
      .join(' ')}>${members}</rdf:Description></rdf:RDF></x:xmpmeta>`;
const listOf = (kind: 'Alt' | 'Bag' | 'Seq', name: string, texts: readonly string[], langs: readonly string[] = []) =>
  `<${name}><rdf:${kind}>${texts
    .map((text, at) => `<rdf:li${langs[at] === undefined ? '' : ` xml:lang="${langs[at]}"`}>${text}</rdf:li>`)
    .join('')}</rdf:${kind}></${name}>`;

let shade = 0;
const picture = () => {
  shade += 1;
  return sharp({ create: { width: 40, height: 30, channels: 3, background: { r: shade, g: 9, b: 9 } } });
};
async function upload(image: Sharp | Buffer, format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' = 'jpeg') {
  const raw = Buffer.isBuffer(image) ? image : await image[format]().toBuffer();
  const { status, text, body } = await request('POST', '/v1/assets?filename=a', {
    as: 'editor',
    raw,
    headers: { 'content-type': 'application/octet-stream' },
  });
  if (status !== 201) throw new Error(`${status} ${text}`);
  return body;
}

const makePerson = async (name: string) =>
  (await request('POST', '/v1/people', { as: 'admin', body: { name, visibility: 'public' } })).body;

t.test('reads the description that an agency wrote into the file', async (t) => {
  const photographer = await makePerson('Ann Porter');
  const mayor = await makePerson('Marta Lindqvist');
  await makePerson('John Roe');
  await makePerson('John Roe');
  const xmp = xmpOf(`
    <photoshop:Credit>Ann Porter/NTB</photoshop:Credit><photoshop:Source>NTB</photoshop:Source>
    <photoshop:DateCreated>2017-07-07T10:00:00+02:00</photoshop:DateCreated>
    <Iptc4xmpCore:Location>Town hall</Iptc4xmpCore:Location><photoshop:City>Alderhaven</photoshop:City>
    <photoshop:Country>Norway</photoshop:Country>
    ${listOf('Alt', 'dc:description', ['The first tram.', 'Die erste Bahn.'], ['x-default', 'de'])}
    ${listOf('Seq', 'dc:creator', ['Ann Porter'])}
    ${listOf('Bag', 'dc:subject', ['Trams', 'City', 'Trams'])}
    ${listOf('Bag', 'Iptc4xmpExt:PersonInImage', ['Marta Lindqvist', 'John Roe', 'Nobody Known'])}
    ${listOf('Alt', 'Iptc4xmpCore:AltTextAccessibility', ['A tram', 'Eine Bahn'], ['x-default', 'de'])}
    ${listOf('Alt', 'xmpRights:UsageTerms', ['Editorial use only'], ['x-default'])}`);
  for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)
    t.match(
      await upload(picture().withXmp(xmp), format),
      {
        caption: 'The first tram.',
        credit: 'Ann Porter/NTB',
        source: 'NTB',
        licence: 'Editorial use only',
        takenAt: '2017-07-07T08:00:00.000Z',
        place: 'Town hall, Alderhaven, Norway',
        alt: { und: 'A tram', de: 'Eine Bahn' },
        creator: { id: photographer.id },
        people: [{ id: mayor.id }],
        tags: ['Trams', 'City', 'John Roe', 'Nobody Known'],
        visibility: 'draft',
      },
      format,
    );
  const found = await request('GET', '/v1/desk/assets?q=lindqvist', { as: 'reader' });
  t.equal(found.body.data.length, 5);
});

t.test('reads Exif if there is nothing else, but not what cameras write by default', async (t) => {
  const taken = { DateTimeOriginal: '2017:07:07 10:00:00' };
  const one = await upload(
    picture().withExif({ IFD0: { ImageDescription: 'A tram', Artist: 'Ann Porter' }, IFD2: taken }),
  );
  t.match(one, { caption: 'A tram', credit: 'Ann Porter', takenAt: '2017-07-07', alt: {} });
  const zoned = { ...taken, OffsetTimeOriginal: '+02:00' };
  const other = await upload(picture().withExif({ IFD0: { ImageDescription: 'OLYMPUS DIGITAL CAMERA' }, IFD2: zoned }));
  t.match(other, { caption: null, credit: null, takenAt: '2017-07-07T08:00:00.000Z' });
});

/** Returns a JPEG with IPTC IIM data sets (record 2) in its Photoshop segment. */
async function withIptc(dataSets: readonly (readonly [number, string])[]): Promise<Buffer> {
  const jpeg = await picture().jpeg().toBuffer();
  const iim = Buffer.concat(
    dataSets.map(([number, text]) => {
      const bytes = Buffer.from(text);
      return Buffer.concat([Buffer.from([0x1c, 2, number, bytes.length >> 8, bytes.length & 0xff]), bytes]);
    }),
  );
  const padded = iim.length % 2 === 0 ? iim : Buffer.concat([iim, Buffer.alloc(1)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(iim.length);
  const resource = Buffer.concat([Buffer.from('8BIM'), Buffer.from([4, 4, 0, 0]), size, padded]);
  const content = Buffer.concat([Buffer.from('Photoshop 3.0\0'), resource]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xed]), length, content, jpeg.subarray(2)]);
}

t.test('reads IPTC IIM', async (t) => {
  const file = await withIptc([
    [120, 'The mayor\rand the driver.'],
    [110, 'NTB'],
    [115, 'Scanpix'],
    [90, 'Alderhaven'],
    [101, 'Norway'],
    [25, 'Trams'],
    [25, 'Mayors'],
    [55, '20170707'],
    [60, '100000+0200'],
  ]);
  t.match(await upload(file), {
    caption: 'The mayor\nand the driver.',
    credit: 'NTB',
    source: 'Scanpix',
    place: 'Alderhaven, Norway',
    tags: ['Trams', 'Mayors'],
    takenAt: '2017-07-07T08:00:00.000Z',
  });
});

t.test('accepts an image whose metadata is damaged, hostile or too long', async (t) => {
  const long = await upload(
    picture().withXmp(
      xmpOf(`${listOf('Alt', 'dc:description', ['a'.repeat(9_000)], ['x-default'])}
        ${listOf(
          'Bag',
          'dc:subject',
          Array.from({ length: 300 }, (_, at) => `k${at}`),
        )}
        ${listOf('Bag', 'Iptc4xmpExt:PersonInImage', ['b'.repeat(200), '\u200b'])}
        <photoshop:DateCreated>2017-99-99</photoshop:DateCreated>`),
    ),
  );
  t.equal(long.caption.length, 5_000);
  t.equal(long.tags.length, 50);
  t.equal(long.takenAt, null);
  const script = '&lt;script&gt;alert(1)&lt;/script&gt;';
  const hostile = await upload(
    picture().withXmp(
      xmpOf(
        `${listOf('Alt', 'dc:description', [script])}${listOf(
          'Alt',
          'Iptc4xmpCore:AltTextAccessibility',
          ['A', 'B'],
          ['&lt;img src=x>', 'de'],
        )}`,
      ),
    ),
  );
  t.equal(hostile.caption, '<script>alert(1)</script>', 'a caption is plain text');
  t.same(hostile.alt, { de: 'B' });
  const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}"><!ENTITY c "${'&b;'.repeat(10)}">
    <!ENTITY d SYSTEM "file:///etc/passwd">]>${xmpOf(listOf('Alt', 'dc:description', ['&c;&d;']))}`;
  const expanded = await upload(picture().withXmp(entities));
  t.notMatch(expanded.caption ?? '', /root:|a{200}/);
  t.match(await upload(picture().withXmp('<x:xmpmeta><rdf:RDF>')), { caption: null, tags: [] });
});
