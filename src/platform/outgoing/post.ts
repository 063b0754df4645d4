import { type LookupAddress, lookup as lookupName } from 'node:dns';
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostOf, mayReach, type TargetRules, targetFault } from './target.js';

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

/** There was no response, because the request was not allowed or failed. The message is for the owner of the target. */
export class Unreachable extends Error {}

type Resolve = (host: string) => Promise<LookupAddress[]>;

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

const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/**
 * Creates a client for targets that others choose, which never reaches private addresses. Every address of a name is
 * checked when the connection is made, and the connection uses one of these addresses. A name that changes its address
 * afterwards has no effect, because it is not resolved again.
 */
export function createPoster({ timeoutMs, resolve = systemResolve, ...rules }: Options): Poster {
  /** Replaces the resolver of `net.connect`, which connects to the addresses that it returns. */
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) callback(new Unreachable('The host name has no address.'), '');
        else if (!addresses.every(({ address }) => mayReach(address, rules)))
          callback(new Unreachable('The host name resolves to an address outside the public internet.'), '');
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };

  function send(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
    const options: RequestOptions = {
      method: 'POST',
      // An IP address needs no lookup. It was already checked.
      ...(isIP(hostOf(url)) === 0 ? { lookup } : {}),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)), 'accept-encoding': 'identity' },
      agent: false,
      signal,
    };
    return new Promise<IncomingMessage>((resolveResponse, fail) => {
      const clientRequest = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
      clientRequest.once('response', resolveResponse);
      // A request can emit several errors, and one without a listener would end the process.
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
  ENOTFOUND: 'The host name does not exist.',
  EAI_AGAIN: 'The host name cannot be resolved at the moment.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was lost.',
  EPIPE: 'The connection was lost.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The network cannot be reached.',
  ETIMEDOUT: 'The connection took too long.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is not signed by a trusted authority.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate is not signed by a trusted authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host name.',
};

/** Returns the cause without IP addresses, so that nobody can use it to find out where a name leads. */
const reasonOf = ({ code = '' }: NodeJS.ErrnoException) =>
  reasons[code] ?? `The request failed${/^[A-Z][A-Z_]+$/.test(code) ? ` (${code})` : ''}.`;
