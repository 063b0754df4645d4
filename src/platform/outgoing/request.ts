import { type LookupAddress, lookup as lookupName } from 'node:dns';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf, mayReach, type TargetRules } from './target.js';
import { Unreachable } from './unreachable.js';

/** Resolves a name to addresses. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/** The rules of a client, and how it resolves names. */
export type ConnectionRules = TargetRules & { resolve: Resolve };

type OutgoingRequest = { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string; signal: AbortSignal };

/**
 * Sends a request without cookies, and resolves when the response begins. Every address of the name is checked when the
 * connection is made, and the connection uses one of these addresses. A name that changes its address afterwards has no
 * effect, because it is not resolved again.
 *
 * @param url a URL in which `targetFault` finds no fault
 * @throws {Unreachable} if a name leads to a private address; errors of the network
 */
export function sendRequest(
  url: URL,
  { method, headers, body, signal }: OutgoingRequest,
  rules: ConnectionRules,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    // An IP address needs no lookup. It was already checked.
    ...(isIP(hostOf(url)) === 0 ? { lookup: createLookup(rules) } : {}),
    headers: { ...headers, 'accept-encoding': 'identity' },
    agent: false,
    signal,
  };
  return new Promise((resolve, fail) => {
    const clientRequest = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    clientRequest.once('response', (response) => {
      // A response can emit an error when nobody reads it, which would end the process.
      response.on('error', () => {});
      resolve(response);
    });
    // A request can emit several errors, and one without a listener would end the process.
    clientRequest.on('error', fail);
    // After a response with the status 101, a request is closed without any other event.
    clientRequest.once('close', () => fail(Object.assign(new Error(), { code: 'ERR_STREAM_PREMATURE_CLOSE' })));
    clientRequest.end(body);
  });
}

/** Replaces the resolver of `net.connect`, which connects to the addresses that it returns. */
const createLookup =
  ({ resolve, ...rules }: ConnectionRules): LookupFunction =>
  (host, options, callback) => {
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
