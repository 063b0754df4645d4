import type { IncomingMessage, Server } from 'node:http';

const unhurried = new WeakSet<IncomingMessage>();

/** Whoever takes a body as it comes looks at the time of each part himself. */
export const takeYourTime = (request: IncomingMessage): void => {
  unhurried.add(request);
};

/**
 * Gives a request so long to arrive whole, unless it may take its time. Node has one limit for all requests of a server, and files may
 * take hours.
 */
export function bodyClock(server: Server, milliseconds: number): void {
  server.on('request', (request) => {
    if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
    const late = () => {
      if (request.complete || unhurried.has(request)) return;
      const error = Object.assign(new Error('The request took too long.'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      server.emit('clientError', error, request.socket);
    };
    const clock = setTimeout(late, milliseconds);
    clock.unref();
    request.once('close', () => clearTimeout(clock));
  });
}
