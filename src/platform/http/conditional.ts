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

/** Whether the route is below /v1. Reads the route, because `/%761/articles` is another spelling of `/v1/articles`. */
function isApiRequest(request: FastifyRequest): boolean {
  return (request.routeOptions.url ?? request.url).startsWith('/v1');
}

export function isReadRequest(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/**
 * Returns the strong entity tag of a response: the version or state of the resource, if it has one, and a digest of the
 * body. Two representations of one version have different tags, and `If-Match` accepts each of them.
 */
export function entityTag(reply: FastifyReply, body: string | Buffer): string {
  const version = taggedState(String(reply.getHeader('etag') ?? ''));
  const digest = hash('sha256', body, 'base64url').slice(0, 16);
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
}

/** Turns a response into a 304 if `If-None-Match` names its entity tag. @returns whether it did */
export function replyNotModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch === undefined || !etagMatches(ifNoneMatch, etag)) return false;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return true;
}

/** Adds entity tags and conditional reads to private responses: those of the desk, and those of writes. */
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

/** Sets the headers of a private response. @returns the payload to send, or null for a 304 */
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
  // Fastify removes the body of a response to HEAD by itself and expects that there is one.
  return isReadRequest(request) && replyNotModified(request, reply, etag) && request.method === 'GET' ? null : payload;
}
