import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: the host of a request is not stored.
for (const environment of [{}, { PUBLIC_URL: 'https://news.example/api' }]) {
  const publicUrl = 'PUBLIC_URL' in environment ? 'with PUBLIC_URL' : 'without PUBLIC_URL';

  t.test(`reflects neither the host of a request target nor the header Host, ${publicUrl}`, async (t) => {
    const { app, request, tokens } = await openNewsroom(t, { environment });
    const { port } = app.server.address() as AddressInfo;
    for (const headline of ['One', 'Two', 'Three']) {
      await request('POST', '/v1/articles', { as: 'admin', body: { headline } });
      await request('POST', `/v1/articles/${headline.toLowerCase()}/publish`, { as: 'admin' });
    }
    const send = (method: string, target: string, body = '') =>
      new Promise<string>((resolve, reject) => {
        let response = '';
        connect({ port, host: '127.0.0.1' })
          .on('data', (chunk) => (response += chunk))
          .on('close', () => resolve(response))
          .on('error', reject)
          .write(
            [
              `${method} ${target} HTTP/1.1`,
              'Host: evil.example',
              'X-Forwarded-Host: evil.example',
              `Authorization: Bearer ${tokens.admin}`,
              ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${body.length}`]),
              'Connection: close',
              '',
              body,
            ].join('\r\n'),
          );
      });
    const cases: [method: string, path: string, status: number, body?: string][] = [
      ['GET', '/v1/articles?limit=1', 200],
      ['GET', '/v1/desk/articles?limit=1', 200],
      ['GET', '/v1/articles/one', 200],
      ['GET', '/v1/articles/nothing', 404],
      ['GET', '/nowhere', 404],
      ['GET', '/v1/articles?limit=none', 400],
      ['GET', '/v1/feeds/atom', 200],
      ['GET', '/sitemap.xml', 200],
      ['GET', '/openapi.json', 200],
      ['GET', '/', 200],
      ['POST', '/v1/articles', 201, '{"headline":"Four"}'],
      ['POST', '/v1/articles', 400, '{}'],
    ];
    for (const [method, path, status, body] of cases) {
      for (const target of [path, `http://evil.example${path}`, `https://user@evil.example:8443${path}`]) {
        const response = await send(method, target, body);
        t.match(response, new RegExp(`^HTTP/1\\.1 ${status} `), `${method} ${target}`);
        t.notMatch(response, /evil/, `${method} ${target}`);
      }
    }
  });
}
