import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Given } from './cases.js';

// The limit that nothing on this machine passes: answers that are in memory, sent by Fastify or by node:http alone.

const answers = new Map<string, { type: string; encoding: string | undefined; body: Buffer }>();

const keyOf = (url: string, encoding: string | undefined) => `${encoding ?? ''} ${url}`;

async function listenWithFastify(): Promise<string> {
  const app = Fastify();
  app.get('/*', (request, reply) => {
    if (request.headers['if-none-match'] !== undefined) return reply.code(304).send();
    const found = answers.get(keyOf(request.url, request.headers['accept-encoding'] as string | undefined));
    if (found === undefined) return reply.code(404).send();
    if (found.encoding !== undefined) reply.header('content-encoding', found.encoding);
    return reply.type(found.type).send(found.body);
  });
  return app.listen({ port: 0, host: '127.0.0.1' });
}

async function listenWithNode(): Promise<string> {
  const server = createServer(({ url = '', headers }, response) => {
    if (headers['if-none-match'] !== undefined) return response.writeHead(304).end();
    const found = answers.get(keyOf(url, headers['accept-encoding'] as string | undefined));
    if (found === undefined) return response.writeHead(404).end();
    const { type, encoding, body } = found;
    return response
      .writeHead(200, {
        'content-type': type,
        'content-length': body.length,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      })
      .end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on('message', (given: Given[]) => {
  for (const { path, asked, type, encoding, body } of given) {
    answers.set(keyOf(path, asked), { type, encoding, body: Buffer.from(body, 'base64') });
  }
  process.send?.({ known: answers.size });
});
process.once('disconnect', () => process.exit());
process.send?.({ url: process.argv[2] === 'fastify' ? await listenWithFastify() : await listenWithNode() });
