import { type LookupAddress, lookup as lookupName } from 'node:dns';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostOf, mayReach, type TargetRules, targetFault } from './target.js';

/** Of the body of an answer, so much is read. Bytes. */
const maxBodyBytes = 1_024;

/** An answer whose status is known is waited for no longer than this. Milliseconds. */
const bodyTimeoutMs = 1_000;

type PostResponse = {
  status: number;
  headers: IncomingHttpHeaders;
  /** The beginning of the body: 1 KiB at most. */
  text: string;
};

/** No answer came: the request was not allowed, or failed on its way. The message is for whoever owns the target. */
export class Unreachable extends Error {}

type Resolve = (host: string) => Promise<LookupAddress[]>;

type Options = TargetRules & {
  /** For all of it: the name, the connection, the answer. Milliseconds. */
  timeoutMs: number;
  /** Finds the addresses of a name. */
  resolve?: Resolve;
};

export type Poster = {
  /**
   * Sends a POST to a URL that somebody outside has named. Redirects are not followed.
   *
   * @param signal gives it up
   * @throws {Unreachable}
   */
  post(url: string, headers: Record<string, string>, body: string, signal?: AbortSignal): Promise<PostResponse>;
};

const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/**
 * Sends to targets that others choose, and nowhere private by that: each address to which the name leads is looked at when the connection
 * is made, and the connection goes to one of those. A name that leads elsewhere a moment later changes nothing, since nobody asks again.
 */
export function createPoster({ timeoutMs, resolve = systemResolve, ...rules }: Options): Poster {
  /** In the place of the resolver of `net.connect`: what it gives is what is connected to. */
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(new Unreachable('The name has no address.'), '');
        else if (!addresses.every(({ address }) => mayReach(address, rules)))
          callback(new Unreachable('The name leads to an address that is not of the public internet.'), '');
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };

  function send(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
    const options: RequestOptions = {
      method: 'POST',
      // An IP address is connected to without a lookup: it has been looked at.
      ...(isIP(hostOf(url)) === 0 ? { lookup } : {}),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'accept-encoding': 'identity' },
      agent: false,
      signal,
    };
    return new Promise<IncomingMessage>((resolveResponse, fail) => {
      const clientRequest = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
      clientRequest.once('response', resolveResponse);
      // More than one may come, and each needs an ear.
      clientRequest.on('error', fail);
      clientRequest.end(body);
    });
  }

  return {
    async post(text, headers, body, signal) {
      const fault = targetFault(text, rules);
      if (fault !== undefined) throw new Unreachable(`The URL ${fault.detail}`);
      const timeoutSignal = AbortSignal.timeout(timeoutMs);
      const abortSignal = signal === undefined ? timeoutSignal : AbortSignal.any([timeoutSignal, signal]);
      try {
        const response = await send(new URL(text), headers, body, abortSignal);
        const bodyStart = await readBodyStart(response);
        return { status: response.statusCode ?? 0, headers: response.headers, text: bodyStart };
      } catch (error) {
        if (timeoutSignal.aborted) throw new Unreachable(`There was no answer within ${timeoutMs / 1_000} seconds.`);
        throw error instanceof Unreachable ? error : new Unreachable(reasonOf(error as NodeJS.ErrnoException));
      }
    },
  };
}

/** Reads the first KiB of a body, and hangs up. A body that breaks off or does not end changes nothing: the status has come. */
async function readBodyStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('error', () => {});
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

const reasons: Record<string, string> = {
  ENOTFOUND: 'The name is not known.',
  EAI_AGAIN: 'The name cannot be looked up just now.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection broke off.',
  EPIPE: 'The connection broke off.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The connection took too long.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is signed by itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is signed by nobody who is known.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate is signed by nobody who is known.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name.',
};

/** What went wrong, without addresses: nobody learns from it where a name leads. */
const reasonOf = ({ code = '' }: NodeJS.ErrnoException) =>
  reasons[code] ?? `The request failed${/^[A-Z][A-Z_]+$/.test(code) ? ` (${code})` : ''}.`;
