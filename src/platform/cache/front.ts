import type { IncomingMessage, ServerResponse } from 'node:http';
import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyBaseLogger } from 'fastify';
import { LRUCache } from 'lru-cache';
import { preferredType } from '../../lib/accept.js';
import { withoutTokens } from '../../lib/without-tokens.js';
import { type Answer, ENCODINGS, type Encoding, type Variant } from './answer.js';
import type { AnswerCache, Flight } from './answer-cache.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type FrontOptions = {
  cache: AnswerCache;
  /** Origins whose pages may read answers: what is sent to each of them names it. */
  corsOrigins: readonly string[];
  requestIdOf: (request: IncomingMessage) => string;
};

const negotiator = new Negotiator({
  supportedValues: [...ENCODINGS],
  // Its types leave out that nothing may fit.
  cache: new LRUCache<string, string>({ max: 200 }),
});

/** The encoding that the client likes best, by its `Accept-Encoding`. */
export function encodingFor(header: string | string[] | undefined): Encoding {
  return typeof header === 'string' ? ((negotiator.negotiate(header) as Encoding | null) ?? 'identity') : 'identity';
}

/** RFC 9110, 13.1.2: If-None-Match compares weakly. */
export function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * One address for one question: its parameters in the order of their names, and written in one way. None for what is
 * not well-formed: parsers differ in what they make of it.
 */
function canonical(url: string): string | undefined {
  const query = url.indexOf('?');
  const search = url.slice(query + 1);
  try {
    decodeURIComponent(search);
  } catch {
    return undefined;
  }
  const parameters = new URLSearchParams(search);
  parameters.sort();
  return `${url.slice(0, query)}?${parameters}`;
}

export type Front = ReturnType<typeof front>;

/**
 * The cache of answers in front of the HTTP server: what is known goes out from here, before routing, hooks and limits.
 * What is not goes on to the server, once for all who ask at the same time.
 */
export function front({ cache, corsOrigins, requestIdOf }: FrontOptions) {
  const flights = new WeakMap<IncomingMessage, Flight>();
  const addresses = new LRUCache<string, string>({ max: 10_000 });
  const origins = new Set(corsOrigins.includes('*') ? [] : corsOrigins);
  const kept = new Set<string>();
  const preferences = new LRUCache<string, string>({ max: 500 });
  let forms: readonly string[] = ['application/json'];
  let open = true;
  let log: Pick<FastifyBaseLogger, 'debug'> | undefined;

  function addressOf(url: string): string | undefined {
    if (!url.includes('?')) return url;
    const known = addresses.get(url);
    if (known !== undefined) return known;
    const address = canonical(url);
    if (address !== undefined) addresses.set(url, address);
    return address;
  }

  /** Which of the forms that there are an `Accept` likes best; empty when it will have none. */
  function formOf(accept: string | undefined): string {
    const known = accept === undefined ? forms[0] : preferences.get(accept);
    if (known !== undefined) return known;
    const form = preferredType(accept, forms) ?? '';
    if (accept !== undefined && accept.length <= 300) preferences.set(accept, form);
    return form;
  }

  /** What the answer to a request is kept under; undefined for requests whose answers are nobody else's. */
  function keyOf({ method, url = '', headers }: IncomingMessage): string | undefined {
    if ((method !== 'GET' && method !== 'HEAD') || headers.authorization !== undefined) return undefined;
    if (!url.startsWith('/v1/') && !kept.has(url.split('?', 1)[0] ?? '')) return undefined;
    const address = addressOf(url);
    const form = formOf(headers.accept);
    if (address === undefined || form === '') return undefined;
    const { origin } = headers;
    const key = form === forms[0] ? address : `${form} ${address}`;
    return origin === undefined || !origins.has(origin) ? key : `${origin} ${key}`;
  }

  function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
    const { headers } = request;
    const id = requestIdOf(request);
    const encoding = answer.compressible ? encodingFor(headers['accept-encoding']) : 'identity';
    const etag = answer.etagIn(encoding);
    const known = headers['if-none-match'];
    if (known !== undefined && etag !== undefined && matches(known, etag)) {
      response.writeHead(304, ['x-request-id', id, ...answer.notModified(encoding)]);
      response.end();
      logged(request, id, 304);
      return;
    }
    const variant = answer.variant(encoding, id);
    if (!(variant instanceof Promise)) {
      write(request, response, answer, variant, id);
      return;
    }
    variant.then(
      (made) => write(request, response, answer, made, id),
      () => response.destroy(),
    );
  }

  function write(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    variant: Variant,
    id: string,
  ): void {
    response.writeHead(answer.status, ['x-request-id', id, ...variant.headers]);
    if (request.method === 'HEAD') response.end();
    else response.end(variant.body);
    logged(request, id, answer.status);
  }

  function logged({ method, url }: IncomingMessage, reqId: string, statusCode: number): void {
    log?.debug({ reqId, method, url: withoutTokens(url ?? ''), statusCode }, 'answered from memory');
  }

  /** Has an answer made, once for all who ask at the same time. */
  function make(key: string, request: IncomingMessage, response: ServerResponse, handler: Handler): void {
    const flight = cache.flight(key);
    if (flight === undefined) {
      const mine = cache.takeOff(key);
      flights.set(request, mine);
      response.once('close', () => mine.land(undefined));
      handler(request, response);
      return;
    }
    void flight.landed.then((landed) => {
      if (response.destroyed) return;
      if (landed === undefined) handler(request, response);
      else send(request, response, landed);
    });
  }

  return {
    /** @param handler the HTTP server proper */
    inFrontOf(handler: Handler): Handler {
      return (request, response) => {
        const key = open && cache.live ? keyOf(request) : undefined;
        if (key === undefined) return handler(request, response);
        const answer = cache.get(key);
        if (answer !== undefined) return send(request, response, answer);
        if (cache.isProved) return make(key, request, response, handler);
        // Nothing that others made may be given, nor may this be given to others, before it is proved that no change was missed.
        const proof = cache.proof();
        if (proof === false) return handler(request, response);
        void proof.then((isProved) => {
          if (response.destroyed) return;
          const proved = isProved && open && cache.live ? cache.get(key) : undefined;
          if (proved !== undefined) send(request, response, proved);
          else if (isProved && open && cache.live) make(key, request, response, handler);
          else handler(request, response);
        });
      };
    },

    /**
     * Has answers kept apart by the one of these media types that `Accept` likes best: wherever they are asked for, since
     * the route of an address is not known here. So all routes that offer several forms offer the same ones.
     */
    tellApart(offers: readonly string[]): void {
      if (forms.length > 1 && forms.join() !== offers.join())
        throw new Error(
          `Some routes offer ${forms.join()}, another one ${offers.join()}: the cache cannot tell them apart.`,
        );
      forms = offers;
      preferences.clear();
    },

    /** Has the answers of an address outside of /v1 kept, too. */
    keep(path: string): void {
      kept.add(path);
    },

    /** For how long what has these names is true, as far as is planned. Milliseconds. */
    trueFor: cache.trueFor,

    /** Whether anybody else may have the answer that is being made for a request. */
    isShared: (request: IncomingMessage): boolean => flights.has(request),

    /** Hands over the answer that was made for a request, for all who wait for it and for those to come. */
    land(request: IncomingMessage, answer: Answer | undefined): void {
      flights.get(request)?.land(answer);
    },

    /** From now on everything goes to the server proper, which is closing. */
    close(): void {
      open = false;
    },

    /** Logs each response that is sent from here, where the level is debug: there are many. */
    logTo(logger: FastifyBaseLogger): void {
      log = logger.level === 'debug' || logger.level === 'trace' ? logger : undefined;
    },
  };
}
