import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Given } from './cases.js';

// The upper limit on this machine: responses in memory, sent by Fastify or by node:http alone, with all headers that
// Broadsheet sends or only with those that the body needs.

const [kind, extent] = process.argv.slice(2);

type Kept = { headers: Record<string, string>; known: Record<string, string>; body: Buffer };
const answers = new Map<string, Kept>();

const keyOf = (url: string, encoding = 'identity') => `${encoding} ${url}`;

function keep({ path, asked, headers, body }: Given): void {
  const needed = ['content-type', 'content-encoding', 'content-length'];
  const sent = Object.entries(headers).filter(([name]) => extent === 'all' || needed.includes(name));
  answers.set(keyOf(path, asked), {
    headers: Object.fromEntries(sent),
    known: Object.fromEntries(sent.filter(([name]) => !needed.includes(name))),
    body: Buffer.from(body, 'base64'),
  });
}

async function listenWithFastify(): Promise<string> {
  const app = Fastify();
  app.get('/*', (request, reply) => {
    const found = answers.get(keyOf(request.url, request.headers['accept-encoding'] as string | undefined));
    if (request.headers['if-none-match'] !== undefined)
      return reply
        .code(304)
        .headers(found?.known ?? {})
        .send();
    if (found === undefined) return reply.code(404).send();
    return reply.headers(found.headers).send(found.body);
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

async function listenWithNode(): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    const found = answers.get(keyOf(url, headers['accept-encoding'] as string | undefined));
    if (headers['if-none-match'] !== undefined) return response.writeHead(304, found?.known).end();
    if (found === undefined) return response.writeHead(404).end();
    return response.writeHead(200, found.headers).end(found.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on('message', (given: Given[]) => {
  for (const one of given) keep(one);
  process.send?.({ known: answers.size });
});
process.once('disconnect', () => process.exit());
process.send?.({ url: kind === 'fastify' ? await listenWithFastify() : await listenWithNode() });
