import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const validRequestId = /^[\w.:-]{1,128}$/;

/** Returns the id of a request in logs and responses: its `X-Request-Id` if that is valid, otherwise a new UUID. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const requestIdHeader = headers['x-request-id'];
  return typeof requestIdHeader === 'string' && validRequestId.test(requestIdHeader) ? requestIdHeader : randomUUID();
}
