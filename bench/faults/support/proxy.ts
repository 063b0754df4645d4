import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to the bytes of a connection: they pass; or they are dropped while the connection stays open, in both
 * directions or only those from the server.
 */
type Mode = 'pass' | 'swallow' | 'swallow-replies';

export type TcpProxy = {
  port: number;
  /** Returns the number of open connections. */
  connections(): number;
  /** Changes the mode of the open connections, or of those that `which` selects by the data that their client has sent. */
  setExisting(mode: Mode, which?: (sent: string) => boolean): void;
  /** Changes the mode of new connections. */
  setNew(mode: Mode | 'refuse'): void;
  /** Connects new connections to another port. */
  setTarget(port: number): void;
  /** Resets all open connections. */
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
      // A connection whose packets are dropped is not notified that the other end has closed.
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
