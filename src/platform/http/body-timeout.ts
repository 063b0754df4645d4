import type { IncomingMessage, Server } from 'node:http';

const exemptRequests = new WeakSet<IncomingMessage>();

/** Whoever takes a body as it comes looks at the time of each part himself. */
export const exemptFromBodyTimeout = (request: IncomingMessage): void => {
  exemptRequests.add(request);
};

/**
 * Gives a request so long to arrive whole, unless it may take its time. Node has one limit for all requests of a server, and files may
 * take hours.
 */
export function enforceBodyTimeout(server: Server, timeoutMs: number): void {
  server.on('request', (request) => {
    if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
    const onTimeout = () => {
      if (request.complete || exemptRequests.has(request)) return;
      const error = Object.assign(new Error('The request took too long.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      server.emit('clientError', error, request.socket);
    };
    const timer = setTimeout(onTimeout, timeoutMs);
    timer.unref();
    request.once('close', () => clearTimeout(timer));
  });
}
