import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startServer } from '../support/server-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const start = async (seconds: string) => {
  const server = await startServer(t, {
    DATA_DIR: await temporaryFolder(t),
    SHUTDOWN_DELAY_SECONDS: seconds,
    DEMO: 'on',
    LOG_LEVEL: 'error',
  });
  await server.ready();
  return server;
};

/** Sends a GET request over a connection that stays open, and returns the status and the header `Connection`. */
async function get(agent: Agent, url: string) {
  const sent = request(url, { agent });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode as number, connection: response.headers.connection as string };
}

t.test('no client sees a reset or a refused connection while the server drains', async (t) => {
  const server = await start('3');
  const agents = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const paths = ['/v1/articles', '/v1/sections', '/v1/articles?q=summit', '/health/live', '/v1/people'];
  for (const agent of agents)
    t.match(await get(agent, `${server.url}/v1/articles`), { status: 200, connection: 'keep-alive' });

  let isOver = false;
  let closed = 0;
  const failures: string[] = [];
  const statuses = new Set<number>();
  const clients = agents.map(async (agent) => {
    for (let turn = 0; !isOver; turn++) {
      try {
        const { status, connection } = await get(agent, server.url + paths[turn % paths.length]);
        statuses.add(status);
        if (connection === 'close') closed += 1;
      } catch (error) {
        if (!isOver) failures.push(String(error));
      }
      await sleep(5);
    }
  });
  await sleep(200);
  server.process.kill('SIGTERM');
  await sleep(300);
  const readiness = await fetch(`${server.url}/health/ready`);
  t.equal(readiness.status, 503, 'readiness fails first');
  t.match(await readiness.json(), { detail: 'The server is shutting down.' });
  t.equal((await fetch(`${server.url}/health/live`)).status, 200, 'liveness does not');
  await sleep(1_500);
  isOver = true;
  await Promise.all(clients);
  t.same(failures, []);
  t.same([...statuses], [200]);
  t.ok(closed > 20, 'each response closes its connection');
  for (const agent of agents) agent.destroy();
  t.equal(await server.exit, 0);
});

t.test('closes after a second without connections', async (t) => {
  const server = await start('60');
  server.process.kill('SIGTERM');
  t.equal(await server.exit, 0);
});

t.test('a second signal ends the delay, and SIGINT skips it', async (t) => {
  for (const signals of [['SIGTERM', 'SIGTERM'], ['SIGINT']] as const) {
    const server = await start('60');
    const agent = new Agent({ keepAlive: true });
    await get(agent, `${server.url}/v1/articles`);
    for (const signal of signals) {
      server.process.kill(signal);
      await sleep(300);
    }
    t.equal(await server.exit, 0, `${signals} with an open connection`);
    agent.destroy();
  }
});
