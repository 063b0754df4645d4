import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Route = Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

export type ImageServer = {
  /** The address of the server, without a slash at its end. */
  url: string;
  /** What the server sends, by path. Other paths are 404. */
  routes: Map<string, Route>;
  /** The paths of all requests in their order. */
  requests: string[];
};

/** Starts an HTTP server on the loopback address, which ends with the test. */
export async function serveImages(test: { teardown(after: () => unknown): void }): Promise<ImageServer> {
  const routes: ImageServer['routes'] = new Map();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    requests.push(path);
    const route = routes.get(path);
    if (route === undefined) response.writeHead(404).end();
    else if (typeof route === 'function') route(request, response);
    else response.end(route);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, routes, requests };
}
