import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Starts a TCP proxy in front of a server. `cut` breaks all connections and refuses new ones until `mend`. */
export async function startCutProxy(test: { teardown(after: () => unknown): void }, targetUrl: string) {
  const { hostname, port } = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) return void client.destroy();
    const target = connect(Number(port), hostname);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(target).pipe(client);
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  test.teardown(() => {
    cut();
    server.close();
  });
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(targetUrl), { host: `127.0.0.1:${ownPort}` }).href,
    cut,
    mend() {
      isCut = false;
    },
  };
}
