import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { matches } from '../cache/index.js';
import { problems } from './problems.js';
import { Sparse } from './serialization.js';

/** The header that makes a write conditional. */
export const ifMatch = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description: 'The ETag that the change is based on. Another version in the meantime is answered by 412.',
      examples: ['"3.k2c9f0aB1x"'],
    }),
});

/** The part of an entity tag before the dot names the version, whatever the representation; `"3.k2c9f0aB1x"` is version 3. */
const taggedVersion = (tag: string) => /^(?:W\/)?"(\d{1,9})(?:\.[\w-]*)?"$/.exec(tag.trim())?.[1];

/**
 * Refuses a write that is based on another version.
 *
 * @throws stale-version, with the current version, when `If-Match` names none that is current
 */
export function checkIfMatch(header: string | undefined, version: number): void {
  if (header === undefined || header.trim() === '*') return;
  if (header.split(',').some((tag) => taggedVersion(tag) === String(version))) return;
  throw problems.staleVersion(`The current version is ${version}.`, {
    members: { currentVersion: version },
    headers: { etag: `"${version}"` },
  });
}

type Versioned = { version?: unknown; updatedAt?: unknown };

function describe(request: FastifyRequest, reply: FastifyReply, { version, updatedAt }: Versioned): void {
  if (typeof version === 'number') reply.header('etag', `"${version}"`);
  if (typeof updatedAt === 'string' && isRead(request))
    reply.header('last-modified', new Date(updatedAt).toUTCString());
}

/** Whether the route lies under /v1, however its address is written: `/%761/articles` is `/v1/articles`. */
function inApi(request: FastifyRequest): boolean {
  return (request.routeOptions.url ?? request.url).startsWith('/v1');
}

export function isRead(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/**
 * The strong entity tag of an answer: the version, where the thing has one, and a digest of the text sent. So it tells
 * two representations of one version apart, and any of them will do for `If-Match`.
 */
export function entityTag(reply: FastifyReply, body: string | Buffer): string {
  const version = taggedVersion(String(reply.getHeader('etag') ?? ''));
  const digest = hash('sha256', body, 'base64url').slice(0, 16);
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
}

/** Turns an answer into a 304 when the client has it already. */
export function unlessKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined || !matches(known, etag)) return false;
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return true;
}

/** Entity tags and conditional reads of what is nobody else's: the desk, and whatever is written. */
export function conditionalRequests(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (payload !== null && typeof payload === 'object' && reply.statusCode < 300) {
      describe(request, reply, payload instanceof Sparse ? payload.whole : payload);
    }
    return payload;
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    done(null, reply.isPublic || !inApi(request) ? payload : ownAnswer(request, reply, payload));
  });
}

/** Finishes an answer that is nobody else's. @returns what is sent */
function ownAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (reply.getHeader('cache-control') === undefined) reply.header('cache-control', 'private, no-store');
  if (isRead(request)) {
    const before = reply.getHeader('vary');
    reply.header('vary', before === undefined ? 'Authorization' : `${before}, Authorization`);
  }
  if ((typeof payload !== 'string' && !Buffer.isBuffer(payload)) || reply.statusCode >= 300) return payload;
  if (!isRead(request) && reply.getHeader('etag') === undefined) return payload;
  const etag = entityTag(reply, payload);
  reply.header('etag', etag);
  // Fastify takes the body from what answers HEAD itself, and wants one to be there.
  return isRead(request) && unlessKnown(request, reply, etag) && request.method === 'GET' ? null : payload;
}
