import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { entityName } from '../../lib/entity-name.js';
import {
  Answer,
  bytesOf,
  encodingFor,
  etagIn,
  type Front,
  isWorthCompressing,
  namesIn,
  shortened,
} from '../cache/index.js';
import { entityTag, isRead, unlessKnown } from './conditional.js';

/** Kinds of public pages, each with a `Cache-Control` of its own. */
type PageKind = 'article' | 'list' | 'directory' | 'comments';

/** `Cache-Control` of each kind of page, and of what is not there or elsewhere. */
export type CachePolicy = Readonly<Record<PageKind | 'missing', string>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How its public answers are kept, here and by caches between: the kind of page, and the collection that a thing
     * would join by which a page that is missing now came to be. False where an answer is nobody else's.
     */
    cache?: { kind: PageKind; of: string } | false;
  }
  interface FastifyReply {
    /** Whether everybody who asks the same gets the same. */
    isPublic: boolean;
  }
}

/** How long an answer is kept here at most. It is purged when something changes; this bounds what nobody tells of. Milliseconds. */
const keptFor = { found: 60_000, missing: 10_000 };

/** What is said of an answer: names of what it depends on, its entity tag without encoding, and until when it is kept here. */
type Described = { tags: string[]; etag: string | undefined; expiresAt: number };

/** What others get who ask the same. */
const shared = [
  'content-type',
  'cache-control',
  'vary',
  'last-modified',
  'surrogate-key',
  'link',
  'location',
  'x-content-type-options',
  'access-control-allow-origin',
  'access-control-expose-headers',
];

const variesBy = 'Authorization, Accept-Encoding';

/** A problem document names the request, and this one will be sent to others. */
function around(problem: string, requestId: string): [string, string] | undefined {
  const name = '"requestId":"';
  const at = problem.indexOf(`${name}${requestId}"`);
  if (at === -1) return undefined;
  const start = at + name.length;
  return [problem.slice(0, start), problem.slice(start + requestId.length)];
}

function isPublicAnswer(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return (
    Boolean(request.routeOptions.config.cache) &&
    isRead(request) &&
    request.headers.authorization === undefined &&
    (statusCode === 200 || statusCode === 308 || statusCode === 404 || statusCode === 410)
  );
}

/** Finishes public answers: entity tag, names to purge by, headers for caches, encoding; and hands them to the cache in front. */
export function publicAnswers(app: FastifyInstance, front: Front, policy: CachePolicy): void {
  app.decorateReply('tags', null as unknown as readonly string[]);
  app.decorateReply('freshUntil', undefined);
  app.decorateReply('isPublic', false);

  /** Sets the headers of a public answer: nobody keeps it beyond the next change of it that is planned. */
  function describe(request: FastifyRequest, reply: FastifyReply, body: Buffer): Described {
    const { kind, of } = request.routeOptions.config.cache || { kind: 'list', of: 'other' };
    const found = reply.statusCode === 200;
    const named = new Set(reply.tags?.map(entityName));
    if (!found) named.add(of);
    // Elsewhere what looks like a member may be what somebody wrote.
    else if (/^application\/json\b/.test(String(reply.getHeader('content-type'))))
      for (const name of namesIn(body)) named.add(name);
    const tags = [...named];
    const usual = policy[found ? kind : 'missing'];
    const now = Date.now();
    const here = found ? keptFor.found : keptFor.missing;
    const trueFor = Math.min(front.trueFor(tags, now) ?? Infinity, (reply.freshUntil ?? Infinity) - now);
    // What is taken from here at the end of its time here is kept elsewhere from then on.
    const kept = Math.min(here, Math.max(0, trueFor / 2));
    reply
      .header('cache-control', trueFor === Infinity ? usual : shortened(usual, (trueFor - kept) / 1000))
      .header('surrogate-key', tags.join(' '));
    const before = reply.getHeader('vary');
    reply.header('vary', before === undefined ? variesBy : `${before}, ${variesBy}`);
    return { tags, expiresAt: now + kept, etag: found ? entityTag(reply, body) : undefined };
  }

  function answerOf(
    request: FastifyRequest,
    reply: FastifyReply,
    body: Buffer,
    { tags, etag, expiresAt }: Described,
  ): Answer {
    const found = reply.statusCode === 200;
    const headers: string[] = [];
    for (const name of shared) {
      const value = reply.getHeader(name);
      if (value !== undefined) headers.push(name, String(value));
    }
    return new Answer({
      status: reply.statusCode,
      headers,
      body,
      etag,
      tags,
      expiresAt,
      aroundRequestId: found ? undefined : around(body.toString(), request.id),
    });
  }

  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!isPublicAnswer(request, reply)) {
      front.land(request.raw, undefined);
      done(null, payload);
      return;
    }
    reply.isPublic = true;
    // Bytes once: for the entity tag, for the memory, and for the client.
    const body = Buffer.isBuffer(payload) ? payload : bytesOf(typeof payload === 'string' ? payload : '');
    const described = describe(request, reply, body);
    const encoding =
      reply.statusCode === 200 && isWorthCompressing(body)
        ? encodingFor(request.headers['accept-encoding'])
        : 'identity';
    const isShared = front.isShared(request.raw);
    const answer = isShared || encoding !== 'identity' ? answerOf(request, reply, body, described) : undefined;
    if (isShared) front.land(request.raw, answer);
    const tag = etagIn(encoding, described.etag);
    if (tag !== undefined) {
      reply.header('etag', tag);
      // Fastify takes the body from what answers HEAD itself, and wants one to be there.
      if (unlessKnown(request, reply, tag)) {
        done(null, request.method === 'HEAD' ? payload : null);
        return;
      }
    }
    if (answer === undefined || encoding === 'identity') {
      done(null, body.length > 0 ? body : payload);
      return;
    }
    reply.header('content-encoding', encoding).removeHeader('content-length');
    Promise.resolve(answer.variant(encoding, request.id)).then(
      ({ body }) => done(null, body),
      (error: Error) => done(error),
    );
  });
}
