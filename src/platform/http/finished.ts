import type { FastifyReply, FastifyRequest } from 'fastify';
import { linksTo, type Page } from './lists.js';
import { sparse } from './serialization.js';

/** What a public answer has that is not in its text. */
type Shown = {
  /** Names of what it depends on, beside the ids in its text: by them it is purged. */
  tags: readonly string[];
};

/** One public resource whose JSON the database has built, narrowed to what was asked for; `updatedAt` in milliseconds since 1970. */
export type FinishedItem = Shown & { id: string; slug?: string; version: number; updatedAt: number; json: string };

/** A page of a public list whose items the database has built: their JSON, joined by commas. */
export type FinishedPage = Shown & Pick<Page<unknown>, 'page'> & { items: string };

declare module 'fastify' {
  interface FastifyReply {
    /** Names of what the answer depends on, beside the ids in its text. */
    tags: readonly string[];
  }
}

type Asked = { params: unknown; query: unknown };
type Identified = { id: string; slug?: string };

const isFinished = (found: object): found is FinishedItem => 'json' in found;

function sendJson(reply: FastifyReply, json: string, { tags }: Shown): FastifyReply {
  reply.tags = tags;
  return reply.type('application/json; charset=utf-8').send(json);
}

/** Answers with one resource: finished by the database, or an object to encode and to narrow to `fields`. */
export function sendItem(request: FastifyRequest, reply: FastifyReply, item: FinishedItem | Identified): FastifyReply {
  if (isFinished(item)) {
    reply.header('etag', `"${item.version}"`).header('last-modified', new Date(item.updatedAt).toUTCString());
    return sendJson(reply, item.json, { tags: [item.id, ...item.tags] });
  }
  reply.tags = [item.id];
  return reply.send(sparse(item, ((request as Asked).query as { fields?: string[] }).fields));
}

/**
 * Answers with what was asked for by `ref`; or, when that is a slug that it had before, with a 308 to its address now.
 */
export function sendFound(
  request: FastifyRequest,
  reply: FastifyReply,
  found: (FinishedItem | Identified) & { slug: string },
  base: string,
): FastifyReply {
  const { ref } = (request as Asked).params as { ref: string };
  if (ref === found.id || ref === found.slug) return sendItem(request, reply, found);
  const [path = '', search] = request.url.split('?', 2);
  const steps = path.split('/');
  // /v1/{collection}/{ref}[/…]
  steps[3] = found.slug;
  reply.tags = [found.id];
  return reply.redirect(`${base}${steps.join('/')}${search === undefined ? '' : `?${search}`}`, 308);
}

/** Answers with a page of a list, finished or of objects, and with RFC 8288 links to the pages beside it. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  list: FinishedPage | Page<Identified>,
  base: string,
): FastifyReply {
  const links = linksTo(request.url, list.page, base);
  if (links !== undefined) reply.header('link', links);
  if ('items' in list) return sendJson(reply, `{"data":[${list.items}],"page":${JSON.stringify(list.page)}}`, list);
  reply.tags = list.data.map(({ id }) => id);
  return reply.send(sparse(list, ((request as Asked).query as { fields?: string[] }).fields));
}
