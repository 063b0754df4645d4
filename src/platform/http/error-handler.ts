import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';
import { redactTokens } from '../../lib/redact-tokens.js';
import { invalidBody, type Problem, problems, refusalOf } from '../problems/index.js';

/** Returns the problem of a body whose `Content-Type` the route does not accept, or that is not a media type at all. */
function mediaTypeRefusal({ mediaType, routeOptions }: FastifyRequest): Problem {
  const streamedTypes = routeOptions.schema?.consumes;
  const acceptedTypes = streamedTypes === undefined ? 'application/json' : `one of ${streamedTypes.join(', ')}`;
  if (mediaType === undefined)
    return problems.unsupportedMediaType(
      `Content-Type is not a media type of the form type/subtype. It must be ${acceptedTypes}.`,
    );
  return problems.unsupportedMediaType(
    streamedTypes === undefined
      ? 'The body must be JSON, sent with Content-Type: application/json.'
      : `Content-Type must be ${acceptedTypes}.`,
  );
}

/** Returns the problem for an error that Fastify throws before a route runs, or undefined for a bug. */
function fastifyRefusal(error: FastifyError, request: FastifyRequest): Problem | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problems.tooLarge('The body is larger than this operation allows.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return mediaTypeRefusal(request);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return invalidBody('empty-body', 'This operation requires a JSON body, but the body is empty.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalidBody('content-length', 'The length of the body differs from Content-Length.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return problems.invalidRequest('A part of the path is longer than any id or slug.', {
        errors: [{ parameter: 'path', code: 'too-long', detail: 'Ids and slugs have at most 120 characters.' }],
      });
    case 'FST_ERR_BAD_URL':
      return problems.invalidRequest('The address is not a well-formed URL path.', {
        errors: [{ parameter: 'path', code: 'malformed-url', detail: 'Check the percent-encoding.' }],
      });
    default:
      return libraryRefusal(error.statusCode);
  }
}

/** Returns the problem for an error of a Fastify plugin, such as a path outside the folder of the reference. */
function libraryRefusal(status: number | undefined): Problem | undefined {
  if (status === 403 || status === 404) return problems.notFound('No resource has this address. Check the path.');
  if (status !== undefined && status >= 400 && status < 500)
    return problems.invalidRequest('The server cannot process the request.');
  return undefined;
}

/**
 * Returns the path of a URL as a URI reference, with other characters percent-encoded. Tokens are redacted, because
 * problems are logged and shared.
 */
const pathOf = (url: string) =>
  redactTokens(url)
    .split('?', 1)[0]
    ?.slice(0, 500)
    .replace(/[^\w!$&'()*+,;=:@%/~.-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`) ??
  '';

/** Returns the document of a problem (RFC 9457). */
function problemDocument(problem: Problem, request: { id: string; url: string }, base: string) {
  const { code, status, title } = problem.definition;
  return {
    type: `${base}/problems/${code}`,
    title,
    status,
    detail: problem.detail,
    instance: pathOf(request.url),
    code,
    requestId: request.id,
    ...(problem.extras.errors === undefined ? {} : { errors: problem.extras.errors }),
    ...problem.extras.members,
  };
}

/**
 * Sends a problem document for each thrown error. An unexpected error is logged and becomes a 500 without details.
 *
 * @param sendStale responds to a read from the cache while the database does not respond. Returns whether it did
 */
export function errorHandler(base: string, sendStale: (request: IncomingMessage, response: ServerResponse) => boolean) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const refusal =
      refusalOf(error) ?? (error instanceof Error ? fastifyRefusal(error as FastifyError, request) : undefined);
    if (refusal === undefined) request.log.error({ err: error }, 'request failed');
    if (refusal?.definition === problems.unavailable && sendStale(request.raw, reply.raw)) return reply.hijack();
    const problem = refusal ?? problems.internal('The request could not be completed.');
    return reply
      .code(problem.definition.status)
      .headers({ 'cache-control': 'no-store', ...problem.extras.headers })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemDocument(problem, request, base)));
  };
}

function clientRefusal(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problems.headersTooLarge('The headers and the address together are larger than 16 KiB.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problems.requestTimeout('The request took too long to arrive.');
    default:
      return problems.invalidRequest('This is not a well-formed HTTP request.');
  }
}

/** Responds to errors that Node finds before there is a request, such as too large headers or malformed HTTP. */
export function clientErrorHandler(base: string) {
  return (error: Error & { code?: string }, socket: Socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = clientRefusal(error.code);
    const { status } = problem.definition;
    const id = uuid();
    const body = JSON.stringify(problemDocument(problem, { id, url: '' }, base));
    if (socket.writable) {
      socket.write(
        [
          `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
          `Content-Length: ${Buffer.byteLength(body)}`,
          'Content-Type: application/problem+json; charset=utf-8',
          'Cache-Control: no-store',
          `X-Request-Id: ${id}`,
          'Connection: close',
          '',
          body,
        ].join('\r\n'),
      );
    }
    socket.destroy(error);
  };
}
