import type { Json } from './openapi-operations.js';

const header = (description: string, schema: Json = { type: 'string' }) => ({ description, schema });
/** The headers of responses by their names, as components of the document. */
export const sharedHeaders: Record<string, Json> = {
  'X-Request-Id': header(
    'The id of the request in logs and problems. If your request has a valid `X-Request-Id`, this is the same id.',
  ),
  ETag: header('Identifies the current content of the response. Send it as `If-None-Match` or `If-Match`.'),
  'Last-Modified': header('When the resource was last changed.'),
  'Cache-Control': header(
    '`public` for public reads without a token that can be cached; otherwise `private, no-store` or `no-store`.',
  ),
  'Surrogate-Key': header(
    'Keys with which you can purge the response from a cache, separated by spaces. A key is the name of a collection, such as `articles`, or the last twelve digits of the id of a resource in the response. The key is `many` if there are more keys than fit into 6,000 characters. Only in responses to public reads.',
  ),
  'Content-Encoding': header(
    '`br` or `gzip`, depending on `Accept-Encoding`. Only in public responses of 1 KiB or more.',
  ),
  Vary: header('The request headers on which the response depends.'),
  'Content-Disposition': header('`attachment`, with the name of the file.'),
  'Accept-Ranges': header('`bytes`: the header `Range` reads a part of the file.'),
  'Content-Range': header('The part of the file that the response contains, and the size of the file.'),
  Link: header('RFC 8288 links to the next and previous pages, or to other formats of the same resource.'),
  Location: header('The address of the resource.', { type: 'string', format: 'uri-reference' }),
  'Idempotency-Replayed': header('`true` if this is the stored response to an earlier request.', {
    type: 'string',
    enum: ['true'],
  }),
  'Retry-After': header('The number of seconds to wait before you repeat the request.', { type: 'integer' }),
  'RateLimit-Limit': header('The number of requests allowed in a minute.', { type: 'integer' }),
  'RateLimit-Remaining': header('The number of requests left in this minute.', { type: 'integer' }),
  'RateLimit-Reset': header('The number of seconds until the limit is reset.', { type: 'integer' }),
  'WWW-Authenticate': header('The authentication scheme: `Bearer`.'),
  'Tus-Resumable': header('The version of the protocol tus.', { type: 'string', enum: ['1.0.0'] }),
  'Upload-Length': header('The size of the file in bytes.', { type: 'integer' }),
  'Upload-Offset': header('The number of bytes that the server has.', { type: 'integer' }),
  'Upload-Expires': header('Until when the upload can be continued, as in `Date`.'),
};
