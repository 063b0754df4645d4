import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const validRequestId = /^[\w.:-]{1,128}$/;

/** Names a request in logs and answers: by the `X-Request-Id` that it came with, if that is a sane one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const requestIdHeader = headers['x-request-id'];
  return typeof requestIdHeader === 'string' && validRequestId.test(requestIdHeader) ? requestIdHeader : randomUUID();
}
