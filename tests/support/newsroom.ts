import type { FastifyInstance } from 'fastify';
import { createApp } from '../../src/app.js';
import { createNewsroom, type Newsroom } from '../../src/newsroom.js';
import { ROLES, type Role, system } from '../../src/platform/auth/index.js';
import { readConfig } from '../../src/platform/config.js';
import { type Database, openDatabase } from '../../src/platform/db/index.js';
import { idempotency } from '../../src/platform/idempotency/index.js';
import { contractOf } from './contract.js';
import { freshDatabase } from './database.js';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape, and the contract checks them
type Body = any;
type TestAnswer = { status: number; headers: Record<string, string | undefined>; body: Body; text: string };
type Asked = { as?: Role; token?: string; body?: unknown; raw?: string; headers?: Record<string, string> };

export type TestNewsroom = {
  app: FastifyInstance;
  database: Database;
  newsroom: Newsroom;
  /** Sends a request through the whole HTTP face; the answer is checked against the OpenAPI document. */
  request(method: string, url: string, asked?: Asked): Promise<TestAnswer>;
  /** The SQL statements sent since the last call, without those that open and close transactions. */
  statements(): string[];
  tokens: Record<Role, string>;
};

type Options = { environment?: Record<string, string> };

/** A newsroom of its own on a database of its own, for one test file; it ends with the test. */
export async function openNewsroom(
  test: { teardown(after: () => unknown): void },
  options: Options = {},
): Promise<TestNewsroom> {
  const { source, drop } = await freshDatabase();
  const sent: string[] = [];
  const database = await openDatabase(source, (sql) => sent.push(sql));
  const config = readConfig({ RATE_LIMIT: 'off', LOG_LEVEL: 'silent', ...options.environment });
  const newsroom = createNewsroom(database, { adminToken: undefined });
  const app = await createApp({ config, database, newsroom, idempotency: idempotency(database, 'k'.repeat(32)) });
  await app.ready();
  test.teardown(async () => {
    await app.close();
    await database.close();
    await drop();
  });

  const tokens = {} as Record<Role, string>;
  for (const role of Object.keys(ROLES) as Role[]) {
    tokens[role] = (await newsroom.tokens.create(system, { name: `The ${role}`, role })).token;
  }
  const wrongs = contractOf(app);
  sent.length = 0;

  return {
    app,
    database,
    newsroom,
    tokens,
    statements() {
      return sent.splice(0).filter((sql) => !/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i.test(sql));
    },
    async request(
      method,
      url,
      { as, token = as === undefined ? undefined : tokens[as], body, raw, headers = {} } = {},
    ) {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      });
      const text = response.body;
      const answer = {
        method,
        url,
        status: response.statusCode,
        headers: response.headers as Record<string, string | undefined>,
        text,
      };
      const wrong = wrongs(answer);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
      const isJson = /json/.test(answer.headers['content-type'] ?? '');
      return { ...answer, body: isJson && text !== '' ? JSON.parse(text) : text };
    },
  };
}
