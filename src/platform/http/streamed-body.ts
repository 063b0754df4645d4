import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { minBytesPerSecond, readAtMinimumRate } from '../../lib/minimum-rate.js';
import { invalidBody, problems, tooLarge } from '../problems/index.js';
import { exemptFromBodyTimeout } from './body-timeout.js';

/** For how long the rest of a refused body is read before the connection is closed, in milliseconds. */
const drainTimeoutMs = 10_000;

const createSlownessProblem = () =>
  problems.requestTimeout(`The body arrives too slowly. Send at least ${minBytesPerSecond} bytes per second.`);

/** A body of any size. Iterating over it reads the parts as they arrive, with backpressure. */
export class StreamedBody implements AsyncIterable<Buffer> {
  readonly #digest = createHash('sha256');
  #hash: string | undefined;
  #bytes = 0;
  #parts: AsyncIterator<Buffer> | undefined;

  /**
   * @param maxBytes the maximum size as sent, before any decompression
   * @param maxWaitMs for how long less may arrive than the minimum rate
   */
  constructor(
    readonly request: IncomingMessage,
    readonly maxBytes: number,
    readonly maxWaitMs = 30_000,
  ) {
    exemptFromBodyTimeout(request);
  }

  /** The SHA-256 hash of the whole body in base64url, or undefined until it has been read to its end. */
  get hash(): string | undefined {
    return this.#hash;
  }

  /**
   * @throws too-large; request-timeout if less than 500 bytes per second arrive for 30 seconds; invalid-request if the
   *   connection breaks
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const contentLength = Number(this.request.headers['content-length'] ?? 0);
    if (contentLength > this.maxBytes) throw tooLarge(this.maxBytes);
    // Leaving a `for await` loop would close the connection, so the client would not get the problem.
    this.#parts = this.request[Symbol.asyncIterator]();
    const readNext = readAtMinimumRate(this.maxWaitMs, createSlownessProblem);
    for (;;) {
      const next = await readNext(this.#parts).catch((error: { code?: string }) => {
        throw error.code === 'ECONNRESET'
          ? invalidBody('broken-off', 'The connection broke before the end of the body.')
          : error;
      });
      if (next.done) break;
      const part = next.value;
      this.#bytes += part.length;
      if (this.#bytes > this.maxBytes) throw tooLarge(this.maxBytes);
      this.#digest.update(part);
      yield part;
    }
    this.#hash = this.#digest.digest('base64url');
  }

  /** Reads and discards the rest of the body for a while. A client that is still sending would miss the response. */
  discardRest(): void {
    if (this.request.complete) return;
    void this.#drain();
    const timer = setTimeout(() => this.request.destroy(), drainTimeoutMs);
    timer.unref();
    this.request.once('close', () => clearTimeout(timer));
  }

  /** Reads the rest with the iterator if there is one, because `resume` has no effect on an iterated stream. */
  async #drain(): Promise<void> {
    if (this.#parts === undefined) {
      this.request.resume();
      return;
    }
    try {
      while (!(await this.#parts.next()).done);
    } catch {
      // The client has closed the connection, so there is nobody to respond to.
    }
  }
}
