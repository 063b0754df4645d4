import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { invalidBody, problems, tooLarge } from '../problems/index.js';
import { exemptFromBodyTimeout } from './body-timeout.js';

/** How long a sender may be silent, and how long one goes on who has been refused. Milliseconds. */
const timing = { silenceTimeoutMs: 30_000, drainTimeoutMs: 10_000 };

/** A body of any size, taken as it comes and only as fast as it is used. */
export class StreamedBody implements AsyncIterable<Buffer> {
  readonly #digest = createHash('sha256');
  #hash: string | undefined;
  #bytes = 0;
  #parts: AsyncIterator<Buffer> | undefined;

  /** @param maxBytes of what is sent, be it compressed or not */
  constructor(
    readonly request: IncomingMessage,
    readonly maxBytes: number,
  ) {
    exemptFromBodyTimeout(request);
  }

  /** SHA-256 of the whole body, once it has been read to its end. */
  get hash(): string | undefined {
    return this.#hash;
  }

  /**
   * @throws too-large, request-timeout when nothing comes for a while, invalid-request when it breaks off
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const contentLength = Number(this.request.headers['content-length'] ?? 0);
    if (contentLength > this.maxBytes) throw tooLarge(this.maxBytes);
    // By hand: `for await` would close the connection, and with it the way of the refusal, wherever it is left.
    this.#parts = this.request[Symbol.asyncIterator]();
    for (;;) {
      const next = await withSilenceTimeout(timing.silenceTimeoutMs, this.#parts.next());
      if (next.done) break;
      const part = next.value;
      this.#bytes += part.length;
      if (this.#bytes > this.maxBytes) throw tooLarge(this.maxBytes);
      this.#digest.update(part);
      yield part;
    }
    this.#hash = this.#digest.digest('base64url');
  }

  /** Reads on what nobody wants, for a while: whoever still sends would not hear the answer. */
  discardRest(): void {
    if (this.request.complete) return;
    void this.#drain();
    const timer = setTimeout(() => this.request.destroy(), timing.drainTimeoutMs);
    timer.unref();
    this.request.once('close', () => clearTimeout(timer));
  }

  /** A stream that is being iterated over does not resume: it is read on by its iterator. */
  async #drain(): Promise<void> {
    if (this.#parts === undefined) {
      this.request.resume();
      return;
    }
    try {
      while (!(await this.#parts.next()).done);
    } catch {
      // The sender is gone, and hears no answer any more.
    }
  }
}

async function withSilenceTimeout<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeoutPromise = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(problems.requestTimeout('Nothing came for half a minute.')), timeoutMs);
  });
  try {
    return await Promise.race([work, timeoutPromise]);
  } catch (error) {
    throw (error as { code?: string }).code === 'ECONNRESET'
      ? invalidBody('broken-off', 'The body broke off before its end.')
      : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Makes the routes of this plugin take their bodies as streams, in these media types. */
export function registerStreamedBodies(app: FastifyInstance, types: readonly string[], maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, _, callback) => {
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== undefined && !types.includes(type)) {
      callback(problems.unsupportedMediaType(`It takes ${types.join(', ')}.`));
      return;
    }
    callback(null, new StreamedBody(request.raw, maxBytes));
  });
  app.addHook('onSend', (request, _, payload, callback) => {
    if (request.body instanceof StreamedBody) request.body.discardRest();
    callback(null, payload);
  });
}
