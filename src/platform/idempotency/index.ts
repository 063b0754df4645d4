import type { FastifyInstance, FastifyRequest, onSendAsyncHookHandler, preHandlerAsyncHookHandler } from 'fastify';
import { keyedHash } from '../../lib/keyed-hash.js';
import { sealer } from '../../lib/sealed.js';
import type { Database } from '../db/index.js';
import { problems, StreamedBody } from '../http/index.js';
import { type Claim, idempotencyStore } from './store.js';

/** A request that is still being received says so this often. Milliseconds. */
const heldEvery = 20_000;

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
 * the request can be tried again, nor is one to a body that did not come whole. A process that dies between the commit and the keeping leaves the key in flight for a
 * minute; a repeat after that is done anew.
 */
export function idempotency(database: Database, secretKey: string): Idempotency {
  const store = idempotencyStore(database, keptFor);
  const box = sealer(secretKey, 'idempotency');
  const hash = keyedHash(secretKey, 'idempotency');
  const claimed = new WeakMap<FastifyRequest, { holder: string; key: string; requestHash: () => string | undefined }>();

  // Keyed, like the network of a reader: all of a comment but its author's address is public, and that is short.
  const hashOf = ({ url }: FastifyRequest, body: string) => hash.of('request', url, body);

  /**
   * A body that is taken as it comes is known by its hash only at its end: its key is claimed by the address alone. Of one that came
   * before, the whole body is read to see whether it is the same.
   */
  async function claimStreamed(
    request: FastifyRequest,
    body: StreamedBody,
    key: { holder: string; key: string },
  ): Promise<Claim> {
    const requestHash = () => (body.hash === undefined ? undefined : hashOf(request, body.hash));
    const claim = await store.claim(key, hash.of('receiving', request.url), new Date());
    if (claim.state === 'reused') {
      for await (const _ of body);
      const again = await store.claim(key, requestHash() ?? '', new Date());
      if (again.state !== 'new') return again;
      // What had the key has just let go of it, and this body is read already.
      await store.release(key);
      return { state: 'in-flight' };
    }
    if (claim.state === 'new') {
      claimed.set(request, { ...key, requestHash });
      const holding = setInterval(() => void store.hold(key, new Date()).catch(() => {}), heldEvery);
      request.raw.once('close', () => clearInterval(holding));
    }
    return claim;
  }

  async function claimWhole(request: FastifyRequest, key: { holder: string; key: string }): Promise<Claim> {
    const requestHash = hashOf(request, JSON.stringify(request.body ?? null));
    const claim = await store.claim(key, requestHash, new Date());
    if (claim.state === 'new') claimed.set(request, { ...key, requestHash: () => requestHash });
    return claim;
  }

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
        const { body } = request;
        const claim = await (body instanceof StreamedBody
          ? claimStreamed(request, body, key)
          : claimWhole(request, key));
        switch (claim.state) {
          case 'new':
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
        const requestHash = key.requestHash();
        if (reply.statusCode >= 500 || typeof payload !== 'string' || requestHash === undefined) {
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
        await store.keep(key, requestHash, box.seal(JSON.stringify(answer)));
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
