import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { createPoster, targetFault } from '../../../src/platform/outgoing/index.js';

const asked: IncomingMessage[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end('Thanks');
const server = createServer((request, response) => {
  asked.push(request);
  answer(response);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
t.teardown(() => {
  server.closeAllConnections();
  server.close();
});
t.beforeEach(() => {
  asked.length = 0;
  answer = (response) => response.end('Thanks');
});

const open = { allowPrivate: true, timeoutMs: 1_000 };
const closed = { allowPrivate: false, timeoutMs: 1_000 };

t.test('refuses forbidden URLs in any notation', async (t) => {
  const refused: [string, string][] = [
    ['http://news.example/', 'https-only'],
    ['ftp://news.example/', 'https-only'],
    ['file:///etc/passwd', 'https-only'],
    ['https://user:pw@news.example/', 'credentials'],
    ['https://user@news.example/', 'credentials'],
    ['https://news.example/#part', 'fragment'],
    ['https://', 'malformed-url'],
    ['https://[fe80::1%25eth0]/', 'malformed-url'],
    ['https://256.256.256.256/', 'malformed-url'],
    ...[
      '127.0.0.1',
      '127.1',
      '127.0.0.1.',
      '0x7f.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '0177.0.0.1',
      '0',
      '１２７.0.0.1',
      '127。0。0。1',
      '%31%32%37.0.0.1',
      '169.254.169.254',
      '0xa9fea9fe',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:a9fe:a9fe]',
      '[64:ff9b::a00:1]',
      '[fd00:ec2::254]',
      '10.1.2.3:8443',
    ].map((host): [string, string] => [`https://${host}/`, 'private-address']),
  ];
  for (const [url, code] of refused) t.match(targetFault(url, closed), { code }, url);
  for (const url of [
    'https://news.example/',
    'https://news.example:8443/a?b=c',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/',
  ])
    t.equal(targetFault(url, closed), undefined, url);
  for (const url of ['http://127.0.0.1/', 'https://[::1]/']) t.equal(targetFault(url, open), undefined, url);
  t.match(targetFault('http://user:pw@127.0.0.1/', open), { code: 'credentials' });
});

const inward = { message: /must be an address of the public internet|address outside the public internet/ };

t.test('refuses a name that resolves to a private address, even beside public ones', async (t) => {
  const inside = ['127.0.0.1', '::1', '169.254.169.254', '::ffff:127.0.0.1', 'fe80::1%lo'];
  for (const address of inside) {
    for (const found of [[address], ['93.184.215.14', address]]) {
      const { post } = createPoster({
        ...closed,
        resolve: async () => found.map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 })),
      });
      await t.rejects(post(`https://news.example:${port}/`, {}, '{}'), inward, found.join());
    }
  }
  await t.rejects(
    createPoster(closed).post(`https://localhost:${port}/`, {}, '{}'),
    inward,
    'a name from the real resolver is refused',
  );
  await t.rejects(
    createPoster(closed).post(`https://127.0.0.1:${port}/`, {}, '{}'),
    inward,
    'a literal address is refused',
  );
  await t.rejects(createPoster({ ...closed, resolve: async () => [] }).post('https://news.example/', {}, '{}'), {
    message: 'The host name has no address.',
  });
  t.equal(asked.length, 0, 'no request arrived');
});

t.test('connects to the checked address without a second lookup', async (t) => {
  const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
  let lookups = 0;
  const { post } = createPoster({
    ...open,
    resolve: async (host) => {
      t.equal(host, 'rebinding.example');
      return [{ address: answers[lookups++] ?? '127.0.0.9', family: 4 }];
    },
  });
  t.match(await post(`http://rebinding.example:${port}/`, { 'x-mine': 'yes' }, '{}'), { status: 200, text: 'Thanks' });
  t.equal(lookups, 1);
  t.match(asked[0], { method: 'POST', headers: { host: `rebinding.example:${port}`, 'x-mine': 'yes' } });
});

t.test('returns a redirect without following it', async (t) => {
  answer = (response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
  t.match(await createPoster(open).post(`http://127.0.0.1:${port}/`, {}, '{}'), { status: 307 });
  t.equal(asked.length, 1);
});

t.test('reads the first KiB of a body without waiting for its end', async (t) => {
  answer = (response) => response.write('x'.repeat(100_000));
  const large = await createPoster(open).post(`http://127.0.0.1:${port}/`, {}, '{}');
  t.equal(large.text, 'x'.repeat(1_024));
  answer = (response) => response.write('begun');
  const endless = await createPoster({ ...open, timeoutMs: 30_000 }).post(`http://127.0.0.1:${port}/`, {}, '{}');
  t.match(endless, { status: 200, text: 'begun' });
  answer = (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('cut');
    setTimeout(() => response.destroy(), 20);
  };
  t.match(await createPoster(open).post(`http://127.0.0.1:${port}/`, {}, '{}'), { status: 200, text: 'cut' });
});

t.test('reports timeouts and broken connections without the address', async (t) => {
  answer = () => {};
  await t.rejects(createPoster({ ...open, timeoutMs: 200 }).post(`http://127.0.0.1:${port}/`, {}, '{}'), {
    message: 'There was no response within 0.2 seconds.',
  });
  answer = (response) => response.destroy();
  await t.rejects(createPoster(open).post(`http://127.0.0.1:${port}/`, {}, '{}'), {
    message: 'The connection was lost.',
  });
  answer = (response) =>
    response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
  await t.rejects(createPoster(open).post(`http://127.0.0.1:${port}/`, {}, '{}'), {
    message: 'The connection was lost.',
  });
  await t.rejects(createPoster(open).post('http://127.0.0.1:1/', {}, '{}'), { message: 'The connection was refused.' });
  await t.rejects(
    createPoster(open).post(`https://127.0.0.1:${port}/`, {}, '{}'),
    { message: /EPROTO/ },
    'a server without TLS is refused',
  );
  const never = createPoster({ ...open, timeoutMs: 200, resolve: () => new Promise(() => {}) });
  await t.rejects(never.post('http://news.example/', {}, '{}'), { message: /no response within/ });
});
