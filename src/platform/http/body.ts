import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { depthOfJson } from '../../lib/json-depth.js';
import { firstInvalidUtf8Byte } from '../../lib/utf8.js';
import { invalidBody, type Problem, problems } from '../problems/index.js';

/** The maximum size of a JSON body, in bytes. */
export const maxBodyBytes = 1024 * 1024;

const maxDepth = 32;

/** Whether a request may omit its body. */
const isOptional = (body: unknown): boolean => body instanceof z.ZodOptional;

/** Registers the JSON parser as the only body parser. */
export function registerJsonParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  addJsonParser(app);
}

/**
 * Adds the JSON parser to the body parsers. Size and depth are checked before the body is parsed: PGlite
 * silently loses a row whose JSON is nested thousands of levels deep.
 */
export function addJsonParser(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    (request, body, callback) => {
      const bytes = body as Buffer;
      const encodingProblem = findEncodingProblem(request.headers);
      if (encodingProblem !== undefined) return callback(encodingProblem);
      const invalidAt = firstInvalidUtf8Byte(bytes);
      if (invalidAt !== undefined) return callback(invalidEncoding(invalidAt));
      const json = bytes.toString();
      const { schema, url } = request.routeOptions;
      const expectsNoBody = url !== undefined && schema?.body === undefined;
      // Some clients send the content type of JSON with every POST, even if the operation has no body.
      if (expectsNoBody && /^\s*(?:\{\s*\})?\s*$/.test(json)) return callback(null, undefined);
      if (expectsNoBody) return callback(invalidBody('unexpected-body', 'This operation does not accept a body.'));
      if (json.trim() === '' && isOptional(schema?.body)) return callback(null, undefined);
      if (json.trim() === '')
        return callback(invalidBody('empty-body', 'This operation requires a JSON body, but the body is empty.'));
      if (depthOfJson(json) > maxDepth) {
        return callback(invalidBody('too-deep', `The JSON is nested more than ${maxDepth} levels deep.`));
      }
      parseJson(request, json, (error, value) =>
        error === null
          ? callback(null, value)
          : callback(invalidBody('malformed-json', 'The body is not well-formed JSON.')),
      );
    },
  );
}

const invalidEncoding = (offset: number) =>
  invalidBody('invalid-utf-8', `The body is not valid UTF-8. The first invalid byte is at offset ${offset}.`);

/** Returns the problem of a JSON body that is compressed, or in another charset than UTF-8 (RFC 8259, section 8.1). */
function findEncodingProblem(headers: IncomingHttpHeaders): Problem | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity')
    return problems.unsupportedMediaType(
      'This operation does not accept a Content-Encoding. Send the body uncompressed.',
    );
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  if (!acceptedCharsets.has(charset)) return problems.unsupportedMediaType('The charset of a JSON body must be utf-8.');
  return undefined;
}

const acceptedCharsets: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii']);
