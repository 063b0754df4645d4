import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onSendAsyncHookHandler,
  preHandlerAsyncHookHandler,
} from 'fastify';
import { keyedHash } from '../../lib/keyed-hash.js';
import { sealer } from '../../lib/sealer.js';
import { authorIdOf } from '../auth/index.js';
import { heartbeat, type PeriodicJob } from '../background/index.js';
import { entityNamesIn } from '../cache/index.js';
import { type Database, type RequestCommit, requestCommit } from '../db/index.js';
import { StreamedBody } from '../http/index.js';
import { problems } from '../problems/index.js';
import { abandonedAfterMs, type Claim, type ClaimedKey, idempotencyStore, type Key } from './store.js';

export { eraseStoredResponses } from './store.js';

/** How long responses are kept, in milliseconds. */
const retentionMs = 24 * 60 * 60 * 1000;

type StoredResponse = { status: number; headers: Record<string, string>; body: string };

const storedHeaderNames = ['content-type', 'location', 'etag', 'cache-control', 'last-modified', 'set-cookie'];

export type Idempotency = {
  install(app: FastifyInstance): void;
  /** Deletes expired keys. */
  retention: PeriodicJob;
};

/** A request that holds an idempotency key. */
type ActiveClaim = ClaimedKey & {
  requestHash: () => string | undefined;
  commit: RequestCommit;
  /** Stops renewing the claim. */
  stopHeartbeat(): void;
};

/**
 * Adds `Idempotency-Key` to every POST request. The first response is stored encrypted and sent again for each repeat.
 * It is stored in the transaction of the request's writes, so a process that dies leaves both or neither, and a repeat
 * then waits for at most five seconds (409 with `Retry-After`). After a response of 5xx, or an incomplete body, no
 * response is stored and the writes are rolled back, so that the request can be repeated.
 */
export function idempotency(database: Database, secretKey: string): Idempotency {
  const store = idempotencyStore(database, retentionMs);
  const box = sealer(secretKey, 'idempotency');
  const hash = keyedHash(secretKey, 'idempotency');
  const activeClaims = new WeakMap<FastifyRequest, ActiveClaim>();

  // The hash is keyed. A comment is public except for the short e-mail address of its author, which could be guessed
  // from a plain hash.
  const hashOf = ({ url }: FastifyRequest, body: string) => hash.of('request', url, body);

  /**
   * Claims the key of a request whose body is streamed. Its hash is known only at the end, so the key is first claimed
   * by the address alone. If the key was used before, the whole body is read to compare the hashes.
   */
  async function claimStreamed(
    request: FastifyRequest,
    reply: FastifyReply,
    body: StreamedBody,
    key: Key,
  ): Promise<Claim> {
    const requestHash = () => (body.hash === undefined ? undefined : hashOf(request, body.hash));
    const claim = await store.claim(key, hash.of('receiving', request.url), new Date());
    if (claim.state === 'reused') {
      for await (const _ of body);
      const secondClaim = await store.claim(key, requestHash() ?? '', new Date());
      if (secondClaim.state !== 'new') return secondClaim;
      // The other request has just released the key, but this body has already been read.
      await store.release({ ...key, claim: secondClaim.claim });
      return { state: 'in-flight' };
    }
    if (claim.state === 'new') begin(request, reply, { ...key, claim: claim.claim }, requestHash);
    return claim;
  }

  async function claimWhole(request: FastifyRequest, reply: FastifyReply, key: Key): Promise<Claim> {
    const requestHash = hashOf(request, JSON.stringify(request.body ?? null));
    const claim = await store.claim(key, requestHash, new Date());
    if (claim.state === 'new') begin(request, reply, { ...key, claim: claim.claim }, () => requestHash);
    return claim;
  }

  /** Makes the writes of the request commit together with its response. */
  function begin(
    request: FastifyRequest,
    reply: FastifyReply,
    key: ClaimedKey,
    requestHash: () => string | undefined,
  ): void {
    const commit = requestCommit();
    const stopHeartbeat = heartbeat(abandonedAfterMs, () => store.renewClaim(key, new Date()));
    reply.raw.once('close', stopHeartbeat);
    activeClaims.set(request, { ...key, requestHash, commit, stopHeartbeat });
    request.actor = { ...request.actor, commit };
  }

  const keyOf = (request: FastifyRequest) => {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return undefined;
    const { actor } = request;
    // Readers have no token. The network address in the key prevents one reader from getting the response to another.
    return { holder: authorIdOf(actor) ?? (actor.isAnonymous ? hash.of('anonymous', request.ip) : actor.name), key };
  };

  return {
    install(app) {
      const claimKey: preHandlerAsyncHookHandler = async (request, reply) => {
        const key = keyOf(request);
        if (key === undefined) return;
        const { body } = request;
        const claim = await (body instanceof StreamedBody
          ? claimStreamed(request, reply, body, key)
          : claimWhole(request, reply, key));
        switch (claim.state) {
          case 'new':
            return;
          case 'in-flight':
            throw createInFlightProblem();
          case 'reused':
            throw problems.keyReused('The key was already used with another body or address.', {
              errors: [{ parameter: 'Idempotency-Key', code: 'reused', detail: 'was already used. Use a new key.' }],
            });
          case 'erased':
            throw problems.responseErased(
              'The request was carried out, and personal data in its response was erased later.',
            );
          case 'answered': {
            const storedResponse = JSON.parse(box.open(claim.sealedResponse)) as StoredResponse;
            return reply
              .code(storedResponse.status)
              .headers({ ...storedResponse.headers, 'idempotency-replayed': 'true' })
              .send(storedResponse.body);
          }
        }
      };
      const saveResponse: onSendAsyncHookHandler<unknown> = async (request, reply, payload) => {
        const key = activeClaims.get(request);
        if (key === undefined) return payload;
        activeClaims.delete(request);
        const { commit } = key;
        const requestHash = key.requestHash();
        // A response without a body is stored too. A streamed response is not.
        const body = payload ?? '';
        try {
          if (reply.statusCode >= 500 || typeof body !== 'string' || requestHash === undefined) {
            await commit.abandon();
            await store.release(key);
            return payload;
          }
          const sealedResponse = box.seal(
            JSON.stringify({ status: reply.statusCode, headers: headersOf(reply), body } as StoredResponse),
          );
          const response = { sealedResponse, entityNames: [...entityNamesIn(body)] };
          const isWritten = await commit.finish(async (tx) => {
            if (!(await store.saveResponse(tx, key, requestHash, response))) throw createInFlightProblem();
          });
          if (!isWritten) await store.saveResponse(undefined, key, requestHash, response);
          return payload;
        } catch (error) {
          for (const name of storedHeaderNames) reply.removeHeader(name);
          await store.release(key).catch(() => {});
          throw error;
        } finally {
          key.stopHeartbeat();
        }
      };
      app.addHook('onRoute', (route) => {
        if (route.method !== 'POST') return;
        route.preHandler = [claimKey, ...[route.preHandler ?? []].flat()];
        route.onSend = [...[route.onSend ?? []].flat(), saveResponse];
      });
    },
    retention: {
      name: 'idempotency-keys',
      everyMs: 60 * 60 * 1000,
      async work() {
        await store.deleteExpired(new Date());
        return 'idle';
      },
    },
  };
}

const createInFlightProblem = () =>
  problems.keyInFlight('A request with this key is still running. Repeat the request after a second.', {
    headers: { 'retry-after': '1' },
  });

const headersOf = (reply: FastifyReply) =>
  Object.fromEntries(
    storedHeaderNames.flatMap((name) => {
      const value = reply.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
