import type { FastifyInstance, FastifyRequest, onSendAsyncHookHandler, preHandlerAsyncHookHandler } from 'fastify';
import { keyedHash } from '../../lib/keyed-hash.js';
import { sealer } from '../../lib/sealed.js';
import type { Database } from '../db/index.js';
import { problems } from '../http/index.js';
import { idempotencyStore } from './store.js';

/** Answers are kept 24 hours. Milliseconds. */
const keptFor = 24 * 60 * 60 * 1000;

type Answer = { status: number; headers: Record<string, string>; body: string };

const keptHeaders = ['content-type', 'location', 'etag', 'cache-control', 'last-modified'];

export type Idempotency = {
  install(app: FastifyInstance): void;
  /** Deletes keys that are past their day. */
  forget(): Promise<void>;
};

/**
 * `Idempotency-Key` on every POST: the first answer is kept, sealed, and repeated. An answer of 5xx is not kept, so that
 * the request can be tried again. A process that dies between the commit and the keeping leaves the key in flight for a
 * minute; a repeat after that is done anew.
 */
export function idempotency(database: Database, secretKey: string): Idempotency {
  const store = idempotencyStore(database, keptFor);
  const box = sealer(secretKey, 'idempotency');
  const hash = keyedHash(secretKey, 'idempotency');
  const claimed = new WeakMap<FastifyRequest, { holder: string; key: string }>();

  const keyOf = (request: FastifyRequest) => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return undefined;
    const { actor } = request;
    // Readers have no token: their address keeps one from getting the answer to another.
    return { holder: actor.tokenId ?? (actor.anonymous ? hash.of('anonymous', request.ip) : actor.name), key };
  };

  return {
    install(app) {
      const claimKey: preHandlerAsyncHookHandler = async (request, reply) => {
        const key = keyOf(request);
        if (key === undefined) return;
        // Keyed, like the network of a reader: all of a comment but its author's address is public, and that is short.
        const requestHash = hash.of('request', request.url, JSON.stringify(request.body ?? null));
        const claim = await store.claim(key, requestHash, new Date());
        switch (claim.state) {
          case 'new':
            claimed.set(request, key);
            return;
          case 'in-flight':
            throw problems.keyInFlight('A request with this key is being answered.', {
              headers: { 'retry-after': '1' },
            });
          case 'reused':
            throw problems.keyReused('This key came before with another body or address.', {
              errors: [{ parameter: 'Idempotency-Key', code: 'reused', detail: 'Use a fresh key.' }],
            });
          case 'answered': {
            const answer = JSON.parse(box.open(claim.answer)) as Answer;
            return reply
              .code(answer.status)
              .headers({ ...answer.headers, 'idempotency-replayed': 'true' })
              .send(answer.body);
          }
        }
      };
      const keepAnswer: onSendAsyncHookHandler<unknown> = async (request, reply, payload) => {
        const key = claimed.get(request);
        if (key === undefined) return payload;
        claimed.delete(request);
        if (reply.statusCode >= 500 || typeof payload !== 'string') {
          await store.release(key);
          return payload;
        }
        const headers = Object.fromEntries(
          keptHeaders.flatMap((name) => {
            const value = reply.getHeader(name);
            return value === undefined ? [] : [[name, String(value)]];
          }),
        );
        const answer: Answer = { status: reply.statusCode, headers, body: payload };
        await store.keep(key, box.seal(JSON.stringify(answer)));
        return payload;
      };
      app.addHook('onRoute', (route) => {
        if (route.method !== 'POST') return;
        route.preHandler = [claimKey, ...[route.preHandler ?? []].flat()];
        route.onSend = [...[route.onSend ?? []].flat(), keepAnswer];
      });
    },
    forget: () => store.forget(new Date()),
  };
}
