import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import pg from 'pg';
import { type Statement, statements } from './statements.js';
import { writeBySql } from './writes.js';

// The hand-written server for comparison: Fastify, with one prepared statement for each response.

const compress = promisify(gzip);

async function openPool(): Promise<pg.Pool> {
  const { DATABASE_URL, DATA_DIR } = process.env;
  if (DATABASE_URL !== undefined) return new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
  const { PGlite } = await import('@electric-sql/pglite');
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  return new pg.Pool({ ...createPgConfig(await PGlite.create(`${DATA_DIR}/pg`)), max: 1 } as pg.PoolConfig);
}

const pool = await openPool();

async function answer({ name, text, values }: Statement, request: FastifyRequest, reply: FastifyReply) {
  const params = { ...(request.params as object), ...(request.query as object) } as Record<string, string>;
  const { rows } = await pool.query<{ json: string }>({ name, text, values: values(params) });
  const json = rows[0]?.json;
  if (json === undefined) return reply.code(404).send();
  const { 'if-none-match': known, 'accept-encoding': encodings } = request.headers;
  if (known !== undefined) {
    const etag = `"${createHash('sha1').update(json).digest('base64url')}"`;
    reply.header('etag', etag);
    if (etag === known) return reply.code(304).send();
  }
  reply.type('application/json; charset=utf-8');
  if (encodings?.includes('gzip')) return reply.header('content-encoding', 'gzip').send(await compress(json));
  return reply.send(json);
}

const app = Fastify();
for (const path of new Set(statements.map(({ route }) => route.split('?')[0] ?? ''))) {
  // The query parameters select one of the statements of a path. The route with the most matching parameters wins.
  const ways = statements
    .filter(({ route }) => route.split('?')[0] === path)
    .map((statement) => ({ statement, needs: statement.route.split('?')[1]?.split('&') ?? [] }))
    .sort((a, b) => b.needs.length - a.needs.length);
  app.get(path, (request, reply) => {
    const query = request.query as Record<string, string>;
    const way = ways.find(({ needs }) => needs.every((name) => query[name] !== undefined));
    return answer((way ?? ways[0])?.statement as Statement, request, reply);
  });
}

process.on('message', async ({ milliseconds }: { milliseconds: number }) => {
  const client = await pool.connect();
  const written = await writeBySql(client, milliseconds);
  client.release();
  process.send?.(written);
});
process.once('disconnect', () => process.exit());
process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
