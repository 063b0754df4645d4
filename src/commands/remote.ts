import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Source } from './files.js';

/** How often a request is tried, how long before it is again, and how often is looked how far an import is. Milliseconds. */
const patience = { tries: 6, first: 500, longest: 15_000, look: 500 };

/** What another server has refused, or that it cannot be reached. */
export class RemoteRefusal extends Error {}

const Refused = z.looseObject({ code: z.string(), detail: z.string() });

const Job = z.looseObject({
  id: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  format: z.string(),
  size: z.number(),
  read: z.number(),
  done: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  skipped: z.number(),
  failed: z.number(),
  problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
});

const Items = z.object({
  data: z.array(z.looseObject({ from: z.string(), reason: z.string().nullable(), detail: z.string().nullable() })),
});

export type Job = z.infer<typeof Job>;
export type RemoteItem = z.infer<typeof Items>['data'][number];

type Where = { to: string; token: string | undefined };
type Sent = { method?: string; body?: () => Readable; again?: boolean; headers?: Record<string, string> };

const isTemporary = (status: number, code: string | undefined) =>
  status === 429 || status === 503 || status === 502 || (status === 409 && code === 'idempotency-in-flight');

/** Another server, by its API. */
export function remote({ to, token }: Where) {
  const base = to.replace(/\/+$/, '');

  async function ask(path: string, { method = 'GET', body, again = true, headers = {} }: Sent = {}): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === patience.tries || (attempt > 0 && !again);
      let wait = Math.min(patience.longest, patience.first * 2 ** (attempt - 1));
      try {
        const answer = await fetch(`${base}${path}`, {
          method,
          headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
          ...(body === undefined ? {} : { body: Readable.toWeb(body()) as never, duplex: 'half' }),
        } as RequestInit);
        if (answer.ok) return answer;
        const text = await answer.text();
        const problem = Refused.safeParse(jsonOf(text)).data;
        if (last || !isTemporary(answer.status, problem?.code))
          throw new RemoteRefusal(
            problem === undefined
              ? `${base} answers ${answer.status}.`
              : `${problem.detail} (${answer.status} ${problem.code})`,
          );
        wait = Number(answer.headers.get('retry-after') ?? 0) * 1000 || wait;
      } catch (error) {
        if (error instanceof RemoteRefusal) throw error;
        if (last) throw new RemoteRefusal(`${base} cannot be reached: ${causeOf(error)}.`);
      }
      await sleep(wait);
    }
  }

  return {
    /** Sends a file. The same key makes it one import, however often it has to be sent. */
    async send(source: Source, query: URLSearchParams, progress: (bytes: number) => void): Promise<Job> {
      const body = () => Readable.from(counted(source.open(), progress), { objectMode: false });
      const answer = await ask(`/v1/imports?${query}`, {
        method: 'POST',
        body,
        again: source.isFile,
        headers: { 'content-type': 'application/octet-stream', 'idempotency-key': randomUUID() },
      });
      return Job.parse(await answer.json());
    },

    find: async (id: string): Promise<Job> => Job.parse(await (await ask(`/v1/imports/${id}`)).json()),

    /** Comes back once an import is over. */
    async follow(job: Job, progress: (job: Job) => void): Promise<Job> {
      let now = job;
      for (;;) {
        progress(now);
        if (now.status !== 'queued' && now.status !== 'running') return now;
        await sleep(patience.look);
        now = await this.find(job.id);
      }
    },

    /** The first items of an import of which this became. */
    async items(id: string, outcome: 'failed' | 'skipped', limit: number): Promise<RemoteItem[]> {
      const answer = await ask(`/v1/imports/${id}/items?outcome=${outcome}&limit=${limit}`);
      return Items.parse(await answer.json()).data;
    },

    /** A file that the server writes. */
    async download(path: string): Promise<Readable> {
      const answer = await ask(path);
      return Readable.fromWeb((answer.body ?? new ReadableStream()) as never);
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const causeOf = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
};

async function* counted(bytes: Readable, progress: (bytes: number) => void): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const part of bytes) {
    const some = Buffer.from(part as Uint8Array);
    sent += some.length;
    progress(sent);
    yield some;
  }
}
