import type { FastifyReply, FastifyRequest } from 'fastify';
import { concatBytes, entityNamesIn } from '../cache/index.js';
import type { JsonItem, JsonPage, Page, ResponseTags } from '../paging/index.js';
import { linksTo } from './links.js';
import { selectFields } from './serialization.js';

declare module 'fastify' {
  interface FastifyReply {
    /** Cache tags on which the response depends, in addition to the ids in its text. */
    tags: readonly string[];
    /** When the response expires because of a planned change, in milliseconds since 1970. */
    freshUntil: number | undefined;
  }
}

type RequestInput = { params: unknown; query: unknown };
type IdentifiedItem = { id: string; slug?: string };

const isJsonItem = (item: object): item is JsonItem => 'json' in item;

const jsonMediaType = 'application/json; charset=utf-8';

/**
 * Sends a public response.
 *
 * @param type the media type. The ids in a JSON body become cache tags automatically. For other types, `tags` must
 * contain all cache tags.
 */
export function sendPublic(
  reply: FastifyReply,
  type: string,
  body: string | Buffer,
  { tags }: ResponseTags,
): FastifyReply {
  reply.tags = tags;
  return reply.type(type).send(typeof body === 'string' ? concatBytes(body) : body);
}

/** Sends one resource: JSON that the database built, or an object to serialise with the requested `fields`. */
export function sendItem(request: FastifyRequest, reply: FastifyReply, item: JsonItem | IdentifiedItem): FastifyReply {
  if (isJsonItem(item)) {
    reply.header('etag', `"${item.version}"`).header('last-modified', new Date(item.updatedAt).toUTCString());
    if (item.links !== undefined) reply.header('link', item.links);
    reply.freshUntil = item.freshUntil;
    const tags = [item.id, ...item.tags];
    if (item.form === undefined) return sendPublic(reply, jsonMediaType, concatBytes(item.json), { tags });
    return sendPublic(reply, item.form.type, item.form.body, { tags: [...tags, ...entityNamesIn(item.json)] });
  }
  reply.tags = [item.id];
  return reply.send(selectFields(item, ((request as RequestInput).query as { fields?: string[] }).fields));
}

/** Sends the resource that the parameter `ref` names. A former slug is redirected (308) to the current address. */
export function sendItemOrRedirect(
  request: FastifyRequest,
  reply: FastifyReply,
  item: JsonItem | (IdentifiedItem & { slug: string }),
  base: string,
): FastifyReply {
  const { ref } = (request as RequestInput).params as { ref: string };
  if (ref === item.id || ref === item.slug) return sendItem(request, reply, item);
  const [path = '', search] = request.url.split('?', 2);
  const steps = path.split('/');
  // /v1/{collection}/{ref}[/…] or /v1/desk/{collection}/{ref}[/…]
  steps[steps[2] === 'desk' ? 4 : 3] = item.slug;
  reply.tags = [item.id];
  return reply.redirect(`${base}${steps.join('/')}${search === undefined ? '' : `?${search}`}`, 308);
}

/** Sends a page of a list, as JSON from the database or as objects, with links to the next and previous pages. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  list: JsonPage | Page<object>,
  base: string,
): FastifyReply {
  const links = linksTo(request.url, list.page, base);
  if (links !== undefined) reply.header('link', links);
  if ('items' in list)
    return sendPublic(
      reply,
      jsonMediaType,
      concatBytes('{"data":[', list.items, `],"page":${JSON.stringify(list.page)}}`),
      list,
    );
  reply.tags = list.data.flatMap((item) => ('id' in item ? [String(item.id)] : []));
  return reply.send(selectFields(list, ((request as RequestInput).query as { fields?: string[] }).fields));
}
