import type { FastifyInstance } from 'fastify';
import { problems } from '../problems/index.js';
import { addJsonParser } from './body.js';
import { FormBody } from './form-body.js';
import { StreamedBody } from './streamed-body.js';

export const formType = 'multipart/form-data';

type Options = {
  /** The media types of bodies that are files. */
  types: readonly string[];
  /** Returns whether a body of another media type can be a file, too. */
  isAccepted?: (type: string) => boolean;
  /** The maximum size of a file in bytes. */
  maxBytes: number;
  /** Whether the routes also receive JSON, which is parsed, and forms with a file. */
  acceptsDescriptions?: boolean;
};

/** Makes the routes of this plugin receive files as streams. */
export function registerStreamedBodies(
  app: FastifyInstance,
  { types, isAccepted = () => false, maxBytes, acceptsDescriptions = false }: Options,
): void {
  app.removeAllContentTypeParsers();
  if (acceptsDescriptions) addJsonParser(app);
  const acceptedTypes = acceptsDescriptions ? [...types, 'application/json', formType] : types;
  app.addContentTypeParser('*', (request, _, callback) => {
    const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== undefined && !acceptedTypes.includes(type) && !isAccepted(type)) {
      // A client that is still sending would miss the response.
      new StreamedBody(request.raw, maxBytes).discardRest();
      callback(problems.unsupportedMediaType(`Content-Type must be one of ${acceptedTypes.join(', ')}.`));
      return;
    }
    callback(null, type === formType ? new FormBody(request.raw, maxBytes) : new StreamedBody(request.raw, maxBytes));
  });
  app.addHook('onSend', (request, _, payload, callback) => {
    if (request.body instanceof StreamedBody) request.body.discardRest();
    callback(null, payload);
  });
}
