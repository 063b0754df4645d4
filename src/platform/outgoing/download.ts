import type { IncomingMessage } from 'node:http';
import { minBytesPerSecond, readAtMinimumRate } from '../../lib/minimum-rate.js';
import { DownloadError } from './download-error.js';
import { resolveRedirect } from './redirect.rules.js';
import { type ConnectionRules, type Resolve, sendRequest, systemResolve } from './request.js';
import { hostOf, type TargetRules, targetFault } from './target.js';
import { reasonOf, Unreachable } from './unreachable.js';

const maxRedirects = 5;

/** How long a response may take to begin, and for how long less than the minimum rate may arrive. Milliseconds. */
const defaultMaxWaitMs = 30_000;

export type DownloadLimits = {
  /** The maximum size of the file in bytes, whatever Content-Length says. */
  maxBytes: number;
  /** The time limit for the whole download in milliseconds, with redirects, and with the time that the caller takes. */
  timeoutMs: number;
  /**
   * How long each response may take to begin, and for how long less than 500 bytes per second may arrive, in
   * milliseconds. The default is 30,000.
   */
  maxWaitMs?: number;
  /** Cancels the download. */
  signal?: AbortSignal;
};

/** A file that another server has begun to send. */
type Download = {
  /** The address after all redirects, without a fragment. */
  url: string;
  /** The media type in Content-Type, without parameters and in lower case. Others can claim any type. */
  mediaType: string | undefined;
  /** Content-Length in bytes, if the server has sent it. */
  declaredBytes: number | undefined;
  /**
   * The bytes as they arrive, with backpressure. They can be read once. The connection is closed when they have been
   * read, when the loop ends early, or at the time limit.
   *
   * @throws {DownloadError} if the file is too large or incomplete, or arrives too slowly
   */
  parts: AsyncIterable<Buffer>;
};

export type Downloader = {
  /**
   * Requests a file from a URL from outside with GET, and follows at most 5 redirects. Sends neither credentials nor
   * cookies. Each address on the way is checked. A redirect from https to http is refused. Only a response with the
   * status 200 and without a Content-Encoding is a file.
   *
   * @throws {DownloadError} if there is no file
   */
  download(url: string, limits: DownloadLimits): Promise<Download>;
};

/** Creates a client for files whose URLs others choose, which never reaches private addresses. */
export function createDownloader({
  resolve = systemResolve,
  ...rules
}: TargetRules & { resolve?: Resolve }): Downloader {
  const connectionRules: ConnectionRules = { ...rules, resolve };

  /** Requests one URL, and waits until the response begins. */
  async function requestOnce(url: URL, maxWaitMs: number, controller: AbortController): Promise<IncomingMessage> {
    const fault = targetFault(url.href, rules);
    if (fault !== undefined) throw new DownloadError('refused-url', `The URL ${fault.detail}`);
    const detail = `${hostOf(url)} did not respond within ${maxWaitMs / 1_000} seconds.`;
    const timer = setTimeout(() => controller.abort(new DownloadError('too-slow', detail)), maxWaitMs);
    const headers = { accept: '*/*', 'user-agent': 'Broadsheet' };
    try {
      const response = await sendRequest(url, { method: 'GET', headers, signal: controller.signal }, connectionRules);
      // The signal of a request has no effect once its response has begun.
      controller.signal.addEventListener('abort', () => response.destroy());
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  async function followRedirects(start: URL, maxWaitMs: number, controller: AbortController) {
    let url = start;
    for (let redirects = 0; ; redirects += 1) {
      const response = await requestOnce(url, maxWaitMs, controller);
      const target = resolveRedirect(url, response.statusCode ?? 0, response.headers.location);
      if (target === undefined) return { url, response };
      response.destroy();
      url = target;
      if (redirects === maxRedirects)
        throw new DownloadError('redirect', `The URL has more than ${maxRedirects} redirects.`);
    }
  }

  return {
    async download(text, limits) {
      if (!URL.canParse(text)) throw new DownloadError('refused-url', 'The URL is malformed.');
      const start = new URL(text);
      start.hash = '';
      const { controller, release } = createTimeLimit(limits);
      const toError = (error: unknown): DownloadError => {
        if (error instanceof DownloadError) return error;
        if (controller.signal.aborted) return controller.signal.reason;
        if (error instanceof Unreachable) return new DownloadError('refused-url', error.message);
        return new DownloadError('unreachable', reasonOf(error as NodeJS.ErrnoException));
      };
      const { maxBytes, maxWaitMs = defaultMaxWaitMs } = limits;
      try {
        const { url, response } = await followRedirects(start, maxWaitMs, controller);
        response.once('close', release);
        checkResponse(url, response, maxBytes);
        return {
          url: url.href,
          mediaType: /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/.exec(response.headers['content-type'] ?? '')?.[0].toLowerCase(),
          declaredBytes: declaredBytesOf(response),
          parts: readParts(response, { maxBytes, maxWaitMs }, toError),
        };
      } catch (error) {
        const downloadError = toError(error);
        release();
        // Closes the connection of a response that is no file.
        controller.abort();
        throw downloadError;
      }
    },
  };
}

/** Returns a controller that aborts with a DownloadError at the time limit, or when the caller cancels the download. */
function createTimeLimit({ timeoutMs, signal }: DownloadLimits) {
  const controller = new AbortController();
  const detail = `The download took longer than ${timeoutMs / 1_000} seconds.`;
  const timer = setTimeout(() => controller.abort(new DownloadError('too-slow', detail)), timeoutMs);
  const cancel = () => controller.abort(new DownloadError('cancelled', 'The download was cancelled.'));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  const release = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
  return { controller, release };
}

const declaredBytesOf = ({ headers }: IncomingMessage) =>
  headers['content-length'] === undefined ? undefined : Number(headers['content-length']);

const createSizeError = (maxBytes: number) =>
  new DownloadError('too-large', `The file has more than ${maxBytes.toLocaleString('en')} bytes.`);

/** Checks that a response is a file. @throws {DownloadError} */
function checkResponse(url: URL, response: IncomingMessage, maxBytes: number): void {
  const { statusCode = 0, headers } = response;
  if (statusCode !== 200)
    throw new DownloadError('status', `${hostOf(url)} responded with the status ${statusCode}.`, statusCode);
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity')
    throw new DownloadError(
      'encoded',
      `${hostOf(url)} sent the file with a Content-Encoding, which was not requested.`,
    );
  if ((declaredBytesOf(response) ?? 0) > maxBytes) throw createSizeError(maxBytes);
}

async function* readParts(
  response: IncomingMessage,
  { maxBytes, maxWaitMs }: { maxBytes: number; maxWaitMs: number },
  toError: (error: unknown) => DownloadError,
): AsyncGenerator<Buffer> {
  const readNext = readAtMinimumRate(
    maxWaitMs,
    () => new DownloadError('too-slow', `Less than ${minBytesPerSecond} bytes per second arrived.`),
  );
  let bytes = 0;
  try {
    const parts: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    for (;;) {
      const next = await readNext(parts);
      if (next.done) return;
      bytes += next.value.length;
      if (bytes > maxBytes) throw createSizeError(maxBytes);
      yield next.value;
    }
  } catch (error) {
    throw toError(error);
  } finally {
    response.destroy();
  }
}
