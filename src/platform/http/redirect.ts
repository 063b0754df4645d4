import type { FastifyReply, FastifyRequest } from 'fastify';
import { sparse } from './serialization.js';

type Asked = { params: unknown; query: unknown };

/**
 * Answers with what was asked for, narrowed to `fields`; or, when it was asked for by a slug that it had before, with a
 * 308 to its address now.
 */
export function sendFound(
  request: FastifyRequest,
  reply: FastifyReply,
  found: { id: string; slug: string },
  base: string,
): FastifyReply {
  const { params, query } = request as Asked;
  const { ref } = params as { ref: string };
  if (ref === found.id || ref === found.slug) {
    return reply.send(sparse(found, (query as { fields?: string[] }).fields));
  }
  const [path = '', search] = request.url.split('?', 2);
  const steps = path.split('/');
  // /v1/{collection}/{ref}[/…]
  steps[3] = found.slug;
  return reply.redirect(`${base}${steps.join('/')}${search === undefined ? '' : `?${search}`}`, 308);
}
