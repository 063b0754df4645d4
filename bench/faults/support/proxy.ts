import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to the bytes of a connection: they pass; they are swallowed, in both directions, while the connection stays open;
 * or only those from the server are.
 */
type Mode = 'pass' | 'swallow' | 'swallow-replies';

export type TcpProxy = {
  port: number;
  /** How many connections are open. */
  connections(): number;
  /** Changes what happens to the connections that are open now, or to those that `which` selects by what their client has sent. */
  setExisting(mode: Mode, which?: (sent: string) => boolean): void;
  /** Changes what happens to connections from now on. */
  setNew(mode: Mode | 'refuse'): void;
  /** Sends connections from now on to another port. */
  setTarget(port: number): void;
  /** Resets all connections that are open. */
  reset(): void;
  close(): Promise<void>;
};

/** A TCP proxy on loopback in front of a port of this machine. */
export async function startProxy(firstPort: number): Promise<TcpProxy> {
  let targetPort = firstPort;
  type Link = { client: Socket; server: Socket; mode: Mode; sent: string };
  const links = new Set<Link>();
  let next: Mode | 'refuse' = 'pass';

  const proxy = createServer((client) => {
    if (next === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(targetPort, '127.0.0.1');
    const link: Link = { client, server, mode: next, sent: '' };
    links.add(link);
    const end = () => {
      links.delete(link);
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      if (link.sent.length < 100_000) link.sent += chunk.toString('latin1');
      if (link.mode !== 'swallow') server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (link.mode === 'pass') client.write(chunk);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      // A connection whose packets are swallowed does not hear that its other end is gone.
      socket.on('close', () => {
        if (link.mode === 'pass' || socket === client) end();
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  return {
    port: (proxy.address() as AddressInfo).port,
    connections: () => links.size,
    setExisting(mode, which = () => true) {
      for (const link of links) if (which(link.sent)) link.mode = mode;
    },
    setNew(mode) {
      next = mode;
    },
    setTarget(port) {
      targetPort = port;
    },
    reset() {
      for (const { client, server } of [...links]) {
        client.resetAndDestroy();
        server.destroy();
      }
    },
    async close() {
      for (const { client, server } of [...links]) {
        client.destroy();
        server.destroy();
      }
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
