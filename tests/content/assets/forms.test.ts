import { readdir } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { pngOf } from '../../support/assets.js';
import { openNewsroom } from '../../support/newsroom.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

// One database is enough: it does not read forms, and uploads.test.ts stores files in both.
const folder = temporaryFolder(t);
const { request, app, tokens, readDocument } = await openNewsroom(t, {
  environment: { MEDIA_DIR: folder, MEDIA_MAX_MB: '2' },
});

async function storedFiles(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

const fileOf = (bytes: Buffer, name = 'tram.png') => new File([new Uint8Array(bytes)], name);

/** Sends the parts of a form in this order, encoded as browsers do. */
async function upload(parts: [string, string | File][], headers: Record<string, string> = {}, query = '') {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? '';
  const raw = Buffer.from(await encoded.arrayBuffer());
  return request('POST', `/v1/assets${query}`, { as: 'admin', raw, headers: { 'content-type': type, ...headers } });
}

/** Sends a form that was written by hand, with LF as line ends and X as boundary. */
const uploadText = (text: string | Buffer, type = 'multipart/form-data; boundary=X') =>
  request('POST', '/v1/assets', {
    as: 'admin',
    raw: typeof text === 'string' ? Buffer.from(text.replaceAll('\n', '\r\n')) : text,
    headers: { 'content-type': type },
  });

t.test('stores the file of a form with its description, whatever the order of the parts is', async (t) => {
  const { body: person } = await request('POST', '/v1/people', { as: 'admin', body: { name: 'Ann Porter' } });
  const description: [string, string][] = [
    ['caption', 'Die erste Straßenbahn\r\n— 🚋'],
    ['credit', ''],
    ['alt', '{"en": "A tram", "pt-br": "Um bonde"}'],
    ['tags', 'Trams'],
    ['tags', 'Town hall, north'],
    ['tags', ''],
    ['creator', person.slug],
    ['people', person.id],
    ['focalPoint', '{"x": 0.25, "y": 1}'],
    ['territories', 'de'],
    ['takenAt', '2017-07-07'],
  ];
  for (const order of ['before', 'between', 'after']) {
    const at = { before: description.length, between: 5, after: 0 }[order] ?? 0;
    const bytes = await pngOf();
    const parts = description.toSpliced(at, 0, ['file', fileOf(bytes, 'bahn “süd”.png')] as never);
    const { status, body } = await upload(parts);
    t.equal(status, 201, order);
    t.match(body, {
      ...{ kind: 'image', bytes: bytes.length, filename: 'bahn “süd”.png', visibility: 'draft', credit: null },
      ...{ alt: { en: 'A tram', 'pt-BR': 'Um bonde' }, tags: ['Trams', 'Town hall, north'], territories: ['DE'] },
      ...{ creator: { id: person.id }, people: [{ id: person.id }], focalPoint: { x: 0.25, y: 1 } },
      ...{ caption: 'Die erste Straßenbahn\n— 🚋', takenAt: '2017-07-07' },
    });
    const again = await upload([['file', fileOf(bytes)]]);
    t.same([again.status, again.body], [200, body], 'the same bytes are the same asset');
  }
  const named = await upload([
    ['file', fileOf(await pngOf(), 'IMG_1.png')],
    ['filename', 'tram.png'],
  ]);
  t.equal(named.body.filename, 'tram.png');
});

t.test('refuses wrong forms with a clear problem, and keeps nothing', async (t) => {
  const before = await storedFiles();
  const png = await pngOf();
  const file: [string, File] = ['file', fileOf(png)];
  const many = Array.from({ length: 1_001 }, (): [string, string] => ['tags', 'a']);
  const cases: [string, ReturnType<typeof upload>, number, string][] = [
    ['no file', upload([['caption', 'A']]), 400, 'missing-file'],
    ['two files', upload([file, file]), 400, 'too-many-files'],
    ['a file with another name', upload([['photo', fileOf(png)]]), 400, 'unknown-file'],
    ['a text with the name of the file', upload([['file', 'text']]), 400, 'missing-filename'],
    ['an empty file', upload([['file', fileOf(Buffer.alloc(0))]]), 400, 'empty-body'],
    ['an unknown field', upload([file, ['headline', 'A']]), 400, 'unknown-field'],
    ['a field of objects', upload([file, ['__proto__', 'A']]), 400, 'unknown-field'],
    ['the visibility', upload([file, ['visibility', 'public']]), 400, 'unknown-field'],
    ['a repeated field', upload([['caption', 'A'], file, ['caption', 'B']]), 400, 'repeated'],
    ['text instead of JSON', upload([file, ['alt', 'A tram']]), 400, 'malformed-json'],
    ['deep JSON', upload([file, ['alt', '['.repeat(100_000)]]), 400, 'malformed-json'],
    ['a list instead of an object', upload([file, ['alt', '[1]']]), 400, 'invalid-type'],
    ['a long caption', upload([file, ['caption', 'x'.repeat(6_000)]]), 400, 'too-big'],
    ['a very long field', upload([['caption', 'x'.repeat(300_000)], file]), 400, 'too-long'],
    ['many fields', upload([file, ...many]), 400, 'too-many-fields'],
    ['a long file name', upload([['file', fileOf(png, 'x'.repeat(300))]]), 400, 'too-big'],
    ['rights in the wrong order', upload([file, ['availableUntil', '1.1.2040']]), 400, 'invalid-format'],
    ['no boundary', uploadText('', 'multipart/form-data'), 400, 'malformed-form'],
    ['nothing', uploadText(''), 400, 'malformed-form'],
    [
      'another boundary',
      uploadText('--Y\ncontent-disposition: form-data; name="file"\n\nA\n--Y--\n'),
      400,
      'malformed-form',
    ],
    [
      'no end',
      uploadText('--X\ncontent-disposition: form-data; name="file"; filename="a"\n\nGIF89a'),
      400,
      'malformed-form',
    ],
    ['a part without a name', uploadText('--X\ncontent-disposition: form-data\n\nA\n--X--\n'), 400, 'malformed-form'],
    [
      'invalid UTF-8',
      uploadText(
        Buffer.from('--X\r\ncontent-disposition: form-data; name="caption"\r\n\r\n\xff\r\n--X--\r\n', 'latin1'),
      ),
      400,
      'invalid-utf-8',
    ],
  ];
  for (const [name, response, status, code] of cases)
    t.match(await response, { status, body: { code: 'invalid-request', errors: [{ code }] } }, name);
  const large = await upload([
    ['caption', 'A'],
    ['file', fileOf(Buffer.alloc(2 * 1024 * 1024 + 1))],
  ]);
  t.match(large, { status: 413, body: { code: 'too-large' } });
  t.match(await upload([['file', fileOf(Buffer.from('<svg/>'))]]), { status: 415, body: { code: 'unsupported-file' } });
  t.match(await upload([file, ['creator', 'nobody']]), { status: 422, body: { code: 'unknown-reference' } });
  t.same(await storedFiles(), before);
});

t.test('keeps nothing of a form whose client goes away', async (t) => {
  const before = await storedFiles();
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${tokens.admin}`, 'content-type': 'multipart/form-data; boundary=X' };
  const outgoing = send({ port, path: '/v1/assets', method: 'POST', headers });
  outgoing.on('error', () => {});
  outgoing.write('--X\r\ncontent-disposition: form-data; name="file"; filename="a.gif"\r\n\r\nGIF89a');
  outgoing.write(Buffer.alloc(100_000));
  while ((await storedFiles()).length === before.length) await sleep(10);
  outgoing.destroy();
  while ((await storedFiles()).length > before.length) await sleep(10);
  t.same(await storedFiles(), before);
});

t.test('recognises a repeated form by its content, and not by its boundary', async (t) => {
  const file = fileOf(await pngOf());
  const headers = { 'idempotency-key': 'form-1' };
  const first = await upload(
    [
      ['file', file],
      ['caption', 'A'],
    ],
    headers,
  );
  const again = await upload(
    [
      ['file', file],
      ['caption', 'A'],
    ],
    headers,
  );
  t.equal(first.status, 201);
  t.same([again.status, again.body, again.headers['idempotency-replayed']], [201, first.body, 'true']);
  const other = await upload(
    [
      ['file', file],
      ['caption', 'B'],
    ],
    headers,
  );
  t.match(other, { status: 422, body: { code: 'idempotency-key-reused' } });
});

t.test('documents the schema of each kind of body', async (t) => {
  const { paths } = readDocument();
  const { content } = paths['/v1/assets'].post.requestBody;
  const schemas = ['image/png', 'application/octet-stream', 'application/json', 'multipart/form-data'].map(
    (type) => content[type].schema.$ref,
  );
  t.same(schemas, [undefined, undefined, '#/components/schemas/AssetSource', '#/components/schemas/AssetForm']);
});
