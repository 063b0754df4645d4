import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createDownloader, type DownloadLimits } from '../../../src/platform/outgoing/index.js';
import { resolveRedirect } from '../../../src/platform/outgoing/redirect.rules.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Starts a server for one test and returns its port. */
async function listen(t: Test, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    (server as Server & { closeAllConnections?(): void }).closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const openRules = { allowPrivate: true };
const limits: DownloadLimits = { maxBytes: 1_000_000, timeoutMs: 5_000 };

async function serve(t: Test, listener: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return { requests, url: `http://127.0.0.1:${await listen(t, server)}` };
}

/** Downloads a file completely. */
async function read(url: string, changes: Partial<DownloadLimits> = {}, rules = openRules) {
  const { parts, ...download } = await createDownloader(rules).download(url, { ...limits, ...changes });
  const chunks: Buffer[] = [];
  for await (const part of parts) chunks.push(part);
  return { ...download, bytes: Buffer.concat(chunks) };
}

/** Checks the error with which a download fails. */
async function refuses(t: Test, download: Promise<unknown>, error: object, message = 'is refused') {
  t.match(await download.then(() => 'a file').catch((reason) => reason), error, message);
}

t.test('returns the bytes, the declared type and the address at the end of the redirects', async (t) => {
  const { url, requests } = await serve(t, (request, response) => {
    const statuses: Record<string, number> = { '/a': 301, '/b': 302, '/c': 303, '/d': 307, '/e': 308 };
    const status = statuses[request.url ?? ''];
    if (status !== undefined) {
      const next = { '/a': '/b', '/b': 'c', '/c': '/d#part', '/d': `http://${request.headers.host}/e`, '/e': '/f?g=h' };
      response.setHeader('set-cookie', 'session=1');
      response.writeHead(status, { location: next[request.url as keyof typeof next] }).end('Elsewhere');
    } else response.writeHead(200, { 'content-type': 'Image/JPEG; charset=binary', 'content-length': 5 }).end('bytes');
  });
  t.match(await read(`${url}/a#top`), {
    url: `${url}/f?g=h`,
    mediaType: 'image/jpeg',
    declaredBytes: 5,
    bytes: Buffer.from('bytes'),
  });
  t.equal(requests.length, 6);
  for (const { method, headers } of requests) {
    t.match(headers, { 'accept-encoding': 'identity', 'user-agent': 'Broadsheet' });
    t.equal(method, 'GET');
    for (const name of ['cookie', 'authorization', 'referer']) t.notOk(name in headers, name);
  }
});

t.test('stops at the sixth redirect and at wrong redirects', async (t) => {
  const { url, requests } = await serve(t, (request, response) => {
    const location = {
      '/loop': '/loop',
      '/ftp': 'ftp://127.0.0.1/',
      '/bad': 'http://%',
      '/user': 'http://a:b@c.example/',
    };
    const target = location[request.url as keyof typeof location];
    response.writeHead(302, target === undefined ? {} : { location: target }).end();
  });
  await refuses(t, read(`${url}/loop`), { fault: 'redirect', message: 'The URL has more than 5 redirects.' });
  t.equal(requests.length, 6);
  await refuses(t, read(`${url}/none`), { fault: 'redirect', message: '127.0.0.1 redirects to no URL.' });
  await refuses(t, read(`${url}/bad`), { fault: 'redirect' });
  await refuses(t, read(`${url}/ftp`), { fault: 'refused-url', message: 'The URL must be an http or https URL.' });
  await refuses(t, read(`${url}/user`), { fault: 'refused-url', message: /user name or password/ });
  const toHttp = () => resolveRedirect(new URL('https://a.example/'), 302, 'http://a.example/');
  t.throws(toHttp, { fault: 'redirect', message: 'a.example redirects from https to http.' });
  t.match(resolveRedirect(new URL('http://a.example/'), 302, '//b.example/c'), { href: 'http://b.example/c' });
});

t.test('refuses private addresses in the URL, in names and in redirects', async (t) => {
  const { url, requests } = await serve(t, (_, response) => response.end('secret'));
  const port = Number(new URL(url).port);
  const closed = { allowPrivate: false, allowHttp: true };
  for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:127.0.0.1]', '[::1]', '169.254.169.254', '0'])
    await refuses(t, read(`http://${host}:${port}/`, {}, closed), { fault: 'refused-url', isTemporary: false }, host);
  await refuses(t, read(`http://127.0.0.1:${port}/`, {}, { allowPrivate: false }), { message: /must be an https URL/ });
  await refuses(t, read('no URL'), { fault: 'refused-url' });
  t.equal(requests.length, 0);

  const front = await serve(t, (_, response) =>
    response.writeHead(302, { location: `http://inside.example:${port}/` }).end(),
  );
  const lookups: string[] = [];
  const { download } = createDownloader({
    ...openRules,
    resolve: async (host) => {
      lookups.push(host);
      return host === 'front.example' ? [{ address: '127.0.0.1', family: 4 }] : [];
    },
  });
  await refuses(t, download(`http://front.example:${new URL(front.url).port}/`, limits), {
    fault: 'refused-url',
    message: 'The host name has no address.',
  });
  t.same(lookups, ['front.example', 'inside.example'], 'the guard resolves the name of each redirect');
  t.equal(requests.length, 0);
});

t.test('checks the address of every name once, and connects to that address', async (t) => {
  const { url, requests } = await serve(t, (request, response) =>
    request.url === '/' ? response.writeHead(302, { location: '/next' }).end() : response.end('file'),
  );
  const answers = ['127.0.0.1', '127.0.0.1', '127.0.0.3'];
  let lookups = 0;
  const { download } = createDownloader({
    ...openRules,
    resolve: async () => [{ address: answers[lookups++] ?? '127.0.0.9', family: 4 }],
  });
  const { parts } = await download(`http://rebinding.example:${new URL(url).port}/`, limits);
  for await (const part of parts) t.equal(String(part), 'file');
  t.equal(lookups, 2, 'one lookup for each request');
  t.equal(requests.length, 2);
  for (const address of ['10.0.0.1', '::1', '169.254.169.254']) {
    const guarded = createDownloader({
      allowPrivate: false,
      resolve: async () =>
        ['93.184.215.14', address].map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 })),
    });
    await refuses(t, guarded.download('https://inside.example/', limits), {
      fault: 'refused-url',
      message: 'The host name resolves to an address outside the public internet.',
    });
  }
});

t.test('refuses every response that is not a plain file with the status 200', async (t) => {
  const { url } = await serve(t, ({ url = '' }, response) => {
    const status = Number(url.slice(1));
    if (status === 1) response.writeHead(200, { 'content-encoding': 'gzip' }).end('zipped');
    else response.writeHead(status, { 'content-type': 'text/html' }).end(status === 204 ? undefined : 'no');
  });
  for (const status of [201, 204, 206, 304, 300, 401, 404, 410])
    await refuses(t, read(`${url}/${status}`), { fault: 'status', status, isTemporary: false }, String(status));
  for (const status of [408, 429, 500, 502, 503, 504])
    await refuses(t, read(`${url}/${status}`), { fault: 'status', status, isTemporary: true }, String(status));
  await refuses(t, read(`${url}/404`), { message: '127.0.0.1 responded with the status 404.' });
  await refuses(t, read(`${url}/1`), { fault: 'encoded' });
});

t.test('stops at the size limit, with and without Content-Length', async (t) => {
  let sentBytes = 0;
  let isClosed: Promise<unknown> = Promise.resolve();
  const { url } = await serve(t, ({ url }, response) => {
    isClosed = once(response, 'close');
    if (url === '/declared') response.setHeader('content-length', 5_000_000_000);
    if (url === '/exact') response.end(Buffer.alloc(1_000_000));
    else
      void (async () => {
        while (!response.destroyed) {
          sentBytes += 65_536;
          if (!response.write(Buffer.alloc(65_536)))
            await Promise.race([once(response, 'drain'), isClosed]).catch(() => {});
        }
      })();
  });
  t.equal((await read(`${url}/exact`)).bytes.length, 1_000_000);
  await refuses(t, read(`${url}/declared`), { fault: 'too-large', message: 'The file has more than 1,000,000 bytes.' });
  await isClosed;
  sentBytes = 0;
  await refuses(t, read(`${url}/endless`), { fault: 'too-large' });
  await isClosed;
  t.ok(sentBytes < 20_000_000, `${sentBytes} bytes were sent`);
});

t.test('ends slow, silent, broken and cancelled downloads, and closes their connections', async (t) => {
  let isClosed: Promise<unknown> = Promise.resolve();
  const { url } = await serve(t, ({ url }, response) => {
    isClosed = once(response, 'close');
    if (url === '/silent') return;
    response.writeHead(200, url === '/short' ? { 'content-length': '100' } : {});
    response.write('begun');
    if (url === '/short') setTimeout(() => response.destroy(), 20);
    if (url === '/drops') {
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    }
  });
  const slow = { fault: 'too-slow', isTemporary: true };
  await refuses(t, read(`${url}/silent`, { maxWaitMs: 200 }), {
    ...slow,
    message: /did not respond within 0.2 seconds/,
  });
  await isClosed;
  await refuses(t, read(`${url}/silent`, { timeoutMs: 200 }), { ...slow, message: /took longer than 0.2 seconds/ });
  await refuses(t, read(`${url}/stalled`, { maxWaitMs: 200 }), { ...slow, message: /Less than 500 bytes per second/ });
  await isClosed;
  await refuses(t, read(`${url}/drops`, { maxWaitMs: 200 }), { ...slow, message: /Less than 500 bytes per second/ });
  await refuses(t, read(`${url}/drops`, { timeoutMs: 300 }), { ...slow, message: /took longer than 0.3 seconds/ });
  await isClosed;
  await refuses(t, read(`${url}/short`), {
    fault: 'unreachable',
    message: 'The connection was lost.',
    isTemporary: true,
  });
  await refuses(t, read(`${url}/drops`, { signal: AbortSignal.timeout(100) }), { fault: 'cancelled' });
  await isClosed;
  const { parts } = await createDownloader(openRules).download(`${url}/drops`, limits);
  for await (const _ of parts) break;
  await isClosed;
  await createDownloader(openRules).download(`${url}/drops`, { ...limits, timeoutMs: 200 });
  await isClosed;
  t.pass('a file that nobody reads is closed at the time limit');
});

t.test('reports servers that cannot be reached or do not speak HTTP, without their addresses', async (t) => {
  const raw = async (text: string) =>
    `http://127.0.0.1:${await listen(
      t,
      createSocketServer((socket) => socket.on('error', () => {}).end(text)),
    )}/`;
  const unreachable = { fault: 'unreachable', isTemporary: true };
  await refuses(t, read('http://127.0.0.1:1/'), { ...unreachable, message: 'The connection was refused.' });
  await refuses(t, read(await raw('SSH-2.0-OpenSSH_9.6\r\n')), unreachable);
  await refuses(t, read(await raw('')), { ...unreachable, message: 'The connection was lost.' });
  await refuses(t, read(await raw(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`)), unreachable);
  await refuses(
    t,
    read(await raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
    unreachable,
  );
  t.match(await read(await raw('HTTP/1.0 200 OK\r\n\r\nold')), { bytes: Buffer.from('old'), mediaType: undefined });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

t.test('checks the certificate of the server', { skip: hasOpenssl ? false : 'needs openssl' }, async (t) => {
  const folder = temporaryFolder(t);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const options = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...options, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
  const requests: IncomingMessage[] = [];
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    requests.push(request);
    response.end('secret');
  });
  const port = await listen(t, server);
  await refuses(t, read(`https://127.0.0.1:${port}/`), {
    fault: 'unreachable',
    message: 'The certificate is self-signed.',
  });
  t.equal(requests.length, 0);
});
