import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { v7 as uuid } from 'uuid';
import { createApp } from '../../src/app.js';
import { createNewsroom, type Newsroom } from '../../src/newsroom.js';
import { ROLES, type Role, systemActor } from '../../src/platform/auth/index.js';
import { createMemoryCache, type MemoryCache } from '../../src/platform/cache/index.js';
import { readConfig } from '../../src/platform/config.js';
import { type Database, openDatabase } from '../../src/platform/db/index.js';
import { idempotency } from '../../src/platform/idempotency/index.js';
import { contractOf, documentTextOf } from './contract.js';
import { freshDatabase } from './database.js';

// biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape, and the contract checks them
export type Body = any;
type TestAnswer = { status: number; headers: Record<string, string | undefined>; body: Body; text: string };
type Asked = { as?: Role; token?: string; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> };

type Sent = {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  payload: string | Buffer | undefined;
};

/** Sends one request over a socket and decodes the body of the response. */
function send(agent: Agent, { payload, ...options }: Sent): Promise<{ response: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
    const sent = request({ ...options, agent, host: '127.0.0.1', headers: { ...length, ...options.headers } });
    sent.once('error', reject);
    sent.once('response', async (response) => {
      try {
        const chunks: Buffer[] = [];
        const isStream = /^text\/event-stream/.test(response.headers['content-type'] ?? '');
        for await (const chunk of response) {
          chunks.push(chunk as Buffer);
          // A stream has no end, so only its beginning is returned, up to the first pause.
          if (isStream && Buffer.concat(chunks).includes(': live\n\n')) break;
        }
        const body = Buffer.concat(chunks);
        const decode = { gzip: gunzipSync, br: brotliDecompressSync }[response.headers['content-encoding'] ?? ''];
        resolve({ response, text: (decode === undefined || body.length === 0 ? body : decode(body)).toString() });
      } catch (error) {
        reject(error as Error);
      }
    });
    sent.end(payload);
  });
}

export type TestNewsroom = {
  app: FastifyInstance;
  database: Database;
  newsroom: Newsroom;
  cache: MemoryCache;
  /** Sends a request over HTTP, and checks the response against the OpenAPI document. */
  request(method: string, url: string, asked?: Asked): Promise<TestAnswer>;
  /** Returns the SQL statements since the last call, without transactions, refusals and background signals. */
  sent(): string[];
  /** Returns the same, and then clears the response cache. */
  statements(): string[];
  tokens: Record<Role, string>;
  /** Returns a copy of the OpenAPI document, faster than `app.swagger()`. */
  readDocument(): Body;
  /** Creates a token that is barred from fields. */
  createFieldLimitedToken(limit: { role: Role; hidden?: string[]; readOnly?: string[] }): Promise<string>;
};

type Options = { environment?: Record<string, string>; clock?: () => Date };

/** Opens a newsroom with its own database for one test file. It closes with the test. */
export async function openNewsroom(
  test: { teardown(after: () => unknown): void },
  options: Options = {},
): Promise<TestNewsroom> {
  const { source, drop } = await freshDatabase();
  const sent: string[] = [];
  const database = await openDatabase(source, (sql) => sent.push(sql));
  // Most tests are not about the visibility of people and sections.
  const defaults = { RATE_LIMIT: 'off', LOG_LEVEL: 'silent', DIRECTORY_VISIBILITY: 'public' };
  const mediaDir = await mkdtemp(join(tmpdir(), 'broadsheet-media-'));
  const config = readConfig({ ...defaults, MEDIA_DIR: mediaDir, ...options.environment });
  const cache = createMemoryCache({ maxBytes: config.cacheBytes });
  const secret = 'k'.repeat(32);
  const newsroom = createNewsroom(database, {
    ...config,
    secret,
    onStale: cache.purge,
    setPlannedInvalidations: cache.setPlannedInvalidations,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const app = await createApp({
    config,
    newsroom,
    idempotency: idempotency(database, 'k'.repeat(32)),
    cache,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  test.teardown(async () => {
    agent.destroy();
    await app.close();
    await newsroom.close();
    await database.close();
    await drop();
    await rm(mediaDir, { recursive: true, force: true });
  });

  const tokens = {} as Record<Role, string>;
  for (const role of Object.keys(ROLES) as Role[]) {
    tokens[role] = (await newsroom.tokens.create(systemActor, { name: `The ${role}`, role })).token;
  }
  const variant = JSON.stringify(options.environment ?? {});
  const wrongs = contractOf(app, variant);
  // Refusals are stored seconds later, so their statements do not belong to the current request.
  const others =
    /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b|^insert into "audit"|^SELECT set_config\('synchronous_commit', 'off', true\), pg_notify/i;
  const heard = () => sent.splice(0).filter((sql) => !others.test(sql));
  sent.length = 0;
  const fieldLimitedTokens = new Set<string>();

  return {
    app,
    database,
    newsroom,
    tokens,
    cache,
    sent: heard,
    readDocument: () => JSON.parse(documentTextOf(app, variant)),
    statements() {
      cache.purge(['*']);
      return heard();
    },
    async createFieldLimitedToken({ role, hidden = [], readOnly = [] }) {
      const { id, token } = await newsroom.tokens.create(systemActor, { name: `Field limit ${uuid()}`, role });
      await database.prisma.token.update({
        where: { id },
        data: { hiddenFields: hidden, readOnlyFields: readOnly },
      });
      if (hidden.length > 0) fieldLimitedTokens.add(token);
      return token;
    },
    async request(
      method,
      url,
      { as, token = as === undefined ? undefined : tokens[as], body, raw, headers = {} } = {},
    ) {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const { response, text } = await send(agent, {
        port,
        method,
        path: url.replace(/[^\x21-\x7e]/gu, encodeURIComponent),
        headers: {
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        payload,
      });
      const answer = {
        method,
        url,
        status: response.statusCode ?? 0,
        headers: response.headers as Record<string, string | undefined>,
        text,
        isFieldLimited: token !== undefined && fieldLimitedTokens.has(token),
      };
      const wrong = wrongs(answer);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      const isJson = /[/+]json/.test(answer.headers['content-type'] ?? '');
      return { ...answer, body: isJson && text !== '' ? JSON.parse(text) : text };
    },
  };
}
