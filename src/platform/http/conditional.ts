import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
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

type Versioned = { id?: unknown; version?: unknown; updatedAt?: unknown; data?: unknown };

const identifying = new Set(['id', 'articleId', 'parentId']);

/** Every id inside an answer: a cache purges by them. UUIDs, so the kind of thing need not be named. */
function idsIn(value: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) idsIn(item, found);
  else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    for (const [key, inner] of Object.entries(value)) {
      if (identifying.has(key) && typeof inner === 'string') found.add(inner);
      else if (typeof inner === 'object') idsIn(inner, found);
    }
  }
  return found;
}

function describe(request: FastifyRequest, reply: FastifyReply, whole: Versioned): void {
  const { version, updatedAt } = whole;
  if (typeof version === 'number') reply.header('etag', `"${version}"`);
  const date = updatedAt instanceof Date ? updatedAt : typeof updatedAt === 'string' ? new Date(updatedAt) : undefined;
  if (date !== undefined && isRead(request)) reply.header('last-modified', date.toUTCString());
  if (isPublicRead(request) && inApi(request)) {
    const kind = request.routeOptions.schema?.tags?.[0]?.toLowerCase() ?? 'other';
    reply.header('surrogate-key', [kind, ...idsIn(whole, new Set())].join(' '));
  }
}

/** Whether the route lies under /v1, however its address is written: `/%761/articles` is `/v1/articles`. */
function inApi(request: FastifyRequest): boolean {
  return (request.routeOptions.url ?? request.url).startsWith('/v1');
}

function isRead(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function isPublicRead(request: FastifyRequest): boolean {
  return isRead(request) && request.actor.anonymous && request.headers.authorization === undefined;
}

function vary(reply: FastifyReply, header: string): void {
  const before = reply.getHeader('vary');
  if (before === undefined) reply.header('vary', header);
  else if (!String(before).split(', ').includes(header)) reply.header('vary', `${before}, ${header}`);
}

function matches(header: string, etag: string): boolean {
  // RFC 9110, 13.1.2: If-None-Match compares weakly.
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * Entity tags, conditional reads and cache headers, for every JSON answer.
 *
 * An entity tag is strong: the version, where the thing has one, and a digest of the bytes sent. So it tells two
 * representations of one version apart, and any of them will do for `If-Match`.
 */
export function conditionalRequests(app: FastifyInstance): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    if (payload !== null && typeof payload === 'object' && reply.statusCode < 300) {
      describe(request, reply, payload instanceof Sparse ? payload.whole : payload);
    }
    return payload;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!inApi(request)) return payload;
    if (reply.getHeader('cache-control') === undefined) {
      const cacheable = isPublicRead(request) && reply.statusCode < 400;
      reply.header(
        'cache-control',
        cacheable ? 'public, max-age=10, s-maxage=60, stale-while-revalidate=300' : 'private, no-store',
      );
    }
    if (isRead(request)) vary(reply, 'Authorization');
    if (typeof payload !== 'string' || reply.statusCode >= 300) return payload;
    const version = taggedVersion(String(reply.getHeader('etag') ?? ''));
    if (!isRead(request) && version === undefined) return payload;
    const digest = createHash('sha256').update(payload).digest('base64url').slice(0, 16);
    const etag = version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
    reply.header('etag', etag);
    const known = request.headers['if-none-match'];
    if (isRead(request) && known !== undefined && matches(known, etag)) {
      reply.code(304).removeHeader('content-type').removeHeader('content-length');
      // Fastify takes the body from what answers HEAD itself, and wants one to be there.
      return request.method === 'HEAD' ? payload : null;
    }
    return payload;
  });
}
