import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ImportSource } from './files.js';

/** How often a request is tried, the delays between attempts, and the interval of progress checks. Milliseconds. */
const requestTimings = { maxAttempts: 6, initialDelayMs: 500, maxDelayMs: 15_000, pollIntervalMs: 500 };

/** Another server has refused a request or cannot be reached. */
export class RemoteError extends Error {
  /** @param status the status of the response. Undefined if there was none */
  constructor(
    message: string,
    readonly status?: number,
    readonly isUnreachable = false,
  ) {
    super(message);
  }
}

const ProblemBody = z.looseObject({ code: z.string(), detail: z.string() });

const Job = z.looseObject({
  id: z.string(),
  status: z.enum(['queued', 'running', 'done', 'incomplete', 'failed', 'cancelled']),
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
  data: z.array(
    z.looseObject({
      from: z.string(),
      reason: z.string().nullable(),
      detail: z.string().nullable(),
      dropped: z.array(z.object({ what: z.string(), reason: z.string(), detail: z.string().optional() })),
    }),
  ),
  page: z.looseObject({ next: z.string().nullable() }),
});

const UploadedAsset = z.looseObject({ id: z.string() });

export type Job = z.infer<typeof Job>;
export type RemoteItem = z.infer<typeof Items>['data'][number];

type RemoteOptions = { to: string; token: string | undefined };
type RequestOptions = {
  method?: string;
  body?: () => Readable;
  isRetryable?: boolean;
  headers?: Record<string, string>;
};

const isTemporary = (status: number, code: string | undefined) =>
  status === 429 || status === 503 || status === 502 || (status === 409 && code === 'idempotency-in-flight');

/** Creates a client for the API of another server. Its methods throw RemoteError. */
export function createRemoteClient({ to, token }: RemoteOptions) {
  const base = to.replace(/\/+$/, '');

  async function request(
    path: string,
    { method = 'GET', body, isRetryable = true, headers = {} }: RequestOptions = {},
  ): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const isLastAttempt = attempt === requestTimings.maxAttempts || (attempt > 0 && !isRetryable);
      let delayMs = Math.min(requestTimings.maxDelayMs, requestTimings.initialDelayMs * 2 ** (attempt - 1));
      try {
        const response = await fetch(`${base}${path}`, {
          method,
          headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
          ...(body === undefined ? {} : { body: Readable.toWeb(body()) as never, duplex: 'half' }),
        } as RequestInit);
        if (response.ok) return response;
        const text = await response.text();
        const problem = ProblemBody.safeParse(parseJson(text)).data;
        if (isLastAttempt || !isTemporary(response.status, problem?.code))
          throw new RemoteError(
            problem === undefined
              ? `${base} responded with status ${response.status}. Check the URL and the log of the server.`
              : `${problem.detail} (${response.status} ${problem.code})`,
            response.status,
          );
        delayMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || delayMs;
      } catch (error) {
        if (error instanceof RemoteError) throw error;
        // The file that is sent could not be read.
        const { cause } = error as { cause?: { syscall?: string; path?: string } };
        if (cause?.path !== undefined) throw new RemoteError(`It cannot be read: ${describeCause(error)}`);
        if (isLastAttempt)
          throw new RemoteError(`${base} cannot be reached: ${describeCause(error)}. Check the URL.`, undefined, true);
      }
      await sleep(delayMs);
    }
  }

  return {
    /** Uploads a file. All attempts use one idempotency key, so that they create one import. */
    async send(source: ImportSource, query: URLSearchParams, progress: (bytes: number) => void): Promise<Job> {
      const body = () => Readable.from(trackProgress(source.open(), progress), { objectMode: false });
      const response = await request(`/v1/imports?${query}`, {
        method: 'POST',
        body,
        isRetryable: source.isFile,
        headers: { 'content-type': 'application/octet-stream', 'idempotency-key': randomUUID() },
      });
      return Job.parse(await response.json());
    },

    /**
     * Uploads a file as an asset. All attempts use one idempotency key.
     *
     * @param type the media type of the form with its boundary
     * @param open returns the form with the file; is called once for each attempt
     * @returns the id of the asset, and whether it is new
     */
    async uploadAsset(type: string, open: () => AsyncIterable<Buffer>): Promise<{ id: string; isNew: boolean }> {
      const response = await request('/v1/assets', {
        method: 'POST',
        body: () => Readable.from(open(), { objectMode: false }),
        headers: { 'content-type': type, 'idempotency-key': randomUUID() },
      });
      return { id: UploadedAsset.parse(await response.json()).id, isNew: response.status === 201 };
    },

    getJob: async (id: string): Promise<Job> => Job.parse(await (await request(`/v1/imports/${id}`)).json()),

    /** Polls an import until it has ended, and returns it. */
    async follow(job: Job, progress: (job: Job) => void): Promise<Job> {
      let currentJob = job;
      for (;;) {
        progress(currentJob);
        if (currentJob.status !== 'queued' && currentJob.status !== 'running') return currentJob;
        await sleep(requestTimings.pollIntervalMs);
        currentJob = await this.getJob(job.id);
      }
    },

    /**
     * Returns the first items of an import that match a filter, such as `outcome=failed`, and whether there are more.
     */
    async listItems(id: string, filter: string, limit: number): Promise<{ items: RemoteItem[]; hasMore: boolean }> {
      const response = await request(`/v1/imports/${id}/items?${filter}&limit=${limit}`);
      const { data, page } = Items.parse(await response.json());
      return { items: data, hasMore: page.next !== null };
    },

    /** Returns the body of a response as a stream. */
    async download(path: string): Promise<Readable> {
      const response = await request(path);
      return Readable.fromWeb((response.body ?? new ReadableStream()) as never);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const describeCause = (error: unknown): string => {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
};

async function* trackProgress(bytes: Readable, progress: (bytes: number) => void): AsyncGenerator<Buffer> {
  let sentBytes = 0;
  for await (const part of bytes) {
    const chunk = Buffer.from(part as Uint8Array);
    sentBytes += chunk.length;
    progress(sentBytes);
    yield chunk;
  }
}
