import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Resolve, sendRequest, systemResolve } from './request.js';
import { type TargetRules, targetFault } from './target.js';
import { reasonOf, Unreachable } from './unreachable.js';

/** How much of a response body is read, in bytes. */
const maxBodyBytes = 1_024;

/** How long to wait for the body after the status has arrived, in milliseconds. */
const bodyTimeoutMs = 1_000;

type PostResponse = {
  status: number;
  headers: IncomingHttpHeaders;
  /** The beginning of the body, up to 1 KiB. */
  text: string;
};

type Options = TargetRules & {
  /** The time limit for name lookup, connection and response together, in milliseconds. */
  timeoutMs: number;
  /** Resolves a name to addresses. */
  resolve?: Resolve;
};

export type Poster = {
  /**
   * Sends a POST request to a URL from outside. Does not follow redirects.
   *
   * @param signal cancels the request
   * @throws {Unreachable} if there is no response
   */
  post(url: string, headers: Record<string, string>, body: string, signal?: AbortSignal): Promise<PostResponse>;
};

/** Creates a client for targets that others choose, which never reaches private addresses. */
export function createPoster({ timeoutMs, resolve = systemResolve, ...rules }: Options): Poster {
  const connectionRules = { ...rules, resolve };
  return {
    async post(text, headers, body, signal) {
      const fault = targetFault(text, rules);
      if (fault !== undefined) throw new Unreachable(`The URL ${fault.detail}`);
      const timeoutSignal = AbortSignal.timeout(timeoutMs);
      const abortSignal = signal === undefined ? timeoutSignal : AbortSignal.any([timeoutSignal, signal]);
      try {
        const response = await sendRequest(
          new URL(text),
          {
            method: 'POST',
            headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
            body,
            signal: abortSignal,
          },
          connectionRules,
        );
        const bodyStart = await readBodyStart(response);
        return { status: response.statusCode ?? 0, headers: response.headers, text: bodyStart };
      } catch (error) {
        if (timeoutSignal.aborted) throw new Unreachable(`There was no response within ${timeoutMs / 1_000} seconds.`);
        throw error instanceof Unreachable ? error : new Unreachable(reasonOf(error as NodeJS.ErrnoException));
      }
    },
  };
}

/**
 * Reads the first KiB of a body and closes the connection. An incomplete body is no error, because the status has
 * arrived.
 */
async function readBodyStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  const bodyEnd = new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= maxBodyBytes) resolve();
    });
  });
  const timeoutController = new AbortController();
  await Promise.race([bodyEnd, sleep(bodyTimeoutMs, undefined, { signal: timeoutController.signal }).catch(() => {})]);
  timeoutController.abort();
  response.destroy();
  return Buffer.concat(chunks).subarray(0, maxBodyBytes).toString('utf8');
}
