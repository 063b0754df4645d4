import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { depthOfJson } from '../../lib/json-depth.js';
import { invalidBody } from '../problems/index.js';

/** Bytes that a body may have. */
export const maxBodyBytes = 1024 * 1024;

const maxDepth = 32;

/** Whether a request may come without a body. */
const isOptional = (body: unknown): boolean => body instanceof z.ZodOptional;

/**
 * JSON alone, within limits that hold before the body is parsed: the embedded database loses a row whose JSON is nested
 * thousands of levels deep, silently.
 */
export function registerJsonParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string', bodyLimit: maxBodyBytes },
    (request, body, callback) => {
      const json = body.toString();
      const { schema, url } = request.routeOptions;
      const expectsNoBody = url !== undefined && schema?.body === undefined;
      // Clients send the content type of JSON with every POST, also where there is nothing to say.
      if (expectsNoBody && /^\s*(?:\{\s*\})?\s*$/.test(json)) return callback(null, undefined);
      if (expectsNoBody) return callback(invalidBody('unexpected-body', 'No body is expected here.'));
      if (json.trim() === '' && isOptional(schema?.body)) return callback(null, undefined);
      if (json.trim() === '') return callback(invalidBody('empty-body', 'A JSON body is expected and there is none.'));
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
