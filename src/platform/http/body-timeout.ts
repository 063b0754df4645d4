import type { IncomingMessage, Server } from 'node:http';

const exemptRequests = new WeakSet<IncomingMessage>();

/** Exempts a request with a streamed body. `StreamedBody` enforces a timeout for each part instead. */
export const exemptFromBodyTimeout = (request: IncomingMessage): void => {
  exemptRequests.add(request);
};

/**
 * Ends a request whose body has not arrived completely after `timeoutMs`, unless the request is exempt. The
 * `requestTimeout` of Node applies to all requests of a server, but the upload of a file may take hours.
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
