import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the server is about to close. Readiness fails, and each response closes its connection. */
    isDraining: boolean;
    /**
     * Prepares to close: fails readiness, and closes each connection with its next response, while it still accepts
     * requests. Resolves after the delay, or after a second without connections.
     */
    drain(delayMs: number, signal: AbortSignal): Promise<void>;
  }
}

/** How long there must be no connection until draining ends early, and how often that is checked. Milliseconds. */
const quietMs = 1_000;
const checkIntervalMs = 100;

/**
 * Adds `drain`. Load balancers and clients with open connections go elsewhere before the server stops accepting
 * connections, so none of them meets a closed port or a reset connection.
 *
 * @param onDraining called once, when responses must begin to close their connections
 */
export function enableDraining(app: FastifyInstance, onDraining: () => void): void {
  const countConnections = promisify(app.server.getConnections.bind(app.server));
  const startDraining = () => {
    if (app.isDraining) return;
    app.isDraining = true;
    onDraining();
  };
  app.decorate('isDraining', false);
  app.decorate('drain', async (delayMs: number, signal: AbortSignal) => {
    startDraining();
    const endsAt = performance.now() + delayMs;
    let lastConnectionAt = performance.now();
    while (performance.now() < endsAt && performance.now() - lastConnectionAt < quietMs && !signal.aborted) {
      await sleep(Math.min(checkIntervalMs, delayMs), undefined, { signal }).catch(() => {});
      if ((await countConnections()) > 0) lastConnectionAt = performance.now();
    }
  });
  app.addHook('preClose', async () => {
    startDraining();
    app.server.closeIdleConnections();
  });
  app.addHook('onSend', (_, reply, payload, callback) => {
    if (app.isDraining) reply.header('connection', 'close');
    callback(null, payload);
  });
}
