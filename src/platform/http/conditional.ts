import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { etagMatches } from '../cache/index.js';
import { taggedState } from '../preconditions/index.js';
import { SparsePayload } from './serialization.js';

type VersionedPayload = { version?: unknown; updatedAt?: unknown };

function setVersionHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { version, updatedAt }: VersionedPayload,
): void {
  if (typeof version === 'number') reply.header('etag', `"${version}"`);
  if (typeof updatedAt === 'string' && isReadRequest(request))
    reply.header('last-modified', new Date(updatedAt).toUTCString());
}

/** Whether the route lies under /v1, however its address is written: `/%761/articles` is `/v1/articles`. */
function isApiRequest(request: FastifyRequest): boolean {
  return (request.routeOptions.url ?? request.url).startsWith('/v1');
}

export function isReadRequest(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/**
 * The strong entity tag of an answer: the version or the state, where the thing has one, and a digest of the text sent. So it tells
 * two representations of one version apart, and any of them will do for `If-Match`.
 */
export function entityTag(reply: FastifyReply, body: string | Buffer): string {
  const version = taggedState(String(reply.getHeader('etag') ?? ''));
  const digest = hash('sha256', body, 'base64url').slice(0, 16);
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
}

/** Turns an answer into a 304 when the client has it already. */
export function replyNotModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch === undefined || !etagMatches(ifNoneMatch, etag)) return false;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return true;
}

/** Entity tags and conditional reads of what is nobody else's: the desk, and whatever is written. */
export function registerConditionalRequests(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (payload !== null && typeof payload === 'object' && reply.statusCode < 300) {
      setVersionHeaders(request, reply, payload instanceof SparsePayload ? payload.fullPayload : payload);
    }
    return payload;
  });
  app.addHook('onSend', (request, reply, payload, callback) => {
    callback(null, reply.isPublic || !isApiRequest(request) ? payload : finishPrivateResponse(request, reply, payload));
  });
}

/** Finishes an answer that is nobody else's. @returns what is sent */
function finishPrivateResponse(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'private, no-store');
  if (isReadRequest(request)) {
    const existingVary = reply.getHeader('vary');
    reply.header('vary', existingVary === undefined ? 'Authorization' : `${existingVary}, Authorization`);
  }
  if ((typeof payload !== 'string' && !Buffer.isBuffer(payload)) || reply.statusCode >= 300) return payload;
  if (!isReadRequest(request) && reply.getHeader('etag') === undefined) return payload;
  const etag = entityTag(reply, payload);
  reply.header('etag', etag);
  // Fastify takes the body from what answers HEAD itself, and wants one to be there.
  return isReadRequest(request) && replyNotModified(request, reply, etag) && request.method === 'GET' ? null : payload;
}
