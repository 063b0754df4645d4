import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { matches } from '../cache/index.js';
import { problems } from './problems.js';
import { Sparse } from './serialization.js';

/**
 * The headers that make a write conditional. Every route that writes what has a version declares them and passes them to
 * `checkPreconditions`; `checkedRoutes` refuses them on all other writes.
 */
export const preconditions = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({
      description:
        'ETags on which the change is based. 412, and no change, when none of them names the current version. `*` demands that the resource exists.',
      examples: ['"3.k2c9f0aB1x"'],
    }),
  'if-none-match': z
    .string()
    .max(2_000)
    .optional()
    .meta({
      description:
        '412, and no change, when one of these ETags names the current version. `*` demands that the resource does not exist.',
      examples: ['*'],
    }),
});

/** The values of `If-Match` and `If-None-Match` of a write. */
export type Preconditions = Readonly<z.infer<typeof preconditions>>;

/** The part of an entity tag before the dot names the state, whatever the representation; `"3.k2c9f0aB1x"` is version 3. */
const taggedState = (tag: string) => /^(?:W\/)?"([\w-]{1,40})(?:\.[\w-]*)?"$/.exec(tag.trim())?.[1];

const isTag = (tag: string) => /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag.trim());

/**
 * Refuses a write whose preconditions do not hold (RFC 9110, section 13). Call it in the transaction of the write, with the
 * row locked. A header that is not well-formed does not hold.
 *
 * Weak tags count for `If-Match`, too: a proxy that compresses weakens them, and the version before the dot stays exact.
 *
 * @param current the version, or the name of the state; undefined when the resource does not exist
 * @throws stale-version, with the current version
 */
export function checkPreconditions(headers: Preconditions | undefined, current: number | string | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers ?? {};
  const exists = current !== undefined;
  const namesCurrent = (tag: string) => exists && taggedState(tag) === String(current);
  if (ifMatch !== undefined && !(ifMatch.trim() === '*' ? exists : ifMatch.split(',').some(namesCurrent)))
    throw stale(current);
  if (ifNoneMatch === undefined) return;
  const tags = ifNoneMatch.split(',');
  if (ifNoneMatch.trim() === '*' ? exists : !tags.every(isTag) || tags.some(namesCurrent)) throw stale(current);
}

function stale(current: number | string | undefined) {
  if (current === undefined) return problems.staleVersion('It does not exist.');
  const headers = { etag: `"${current}"` };
  if (typeof current === 'string')
    return problems.staleVersion('It has changed since, or exists already.', { headers });
  return problems.staleVersion(`The current version is ${current}.`, { members: { currentVersion: current }, headers });
}

/** The name of a state that has no version: a digest of its fields, in whatever order they come. */
export const stateOf = (fields: object): string =>
  hash('sha256', JSON.stringify(Object.entries(fields).sort()), 'base64url').slice(0, 16);

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
 * The strong entity tag of an answer: the version or the state, where the thing has one, and a digest of the text sent. So it tells
 * two representations of one version apart, and any of them will do for `If-Match`.
 */
export function entityTag(reply: FastifyReply, body: string | Buffer): string {
  const version = taggedState(String(reply.getHeader('etag') ?? ''));
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
