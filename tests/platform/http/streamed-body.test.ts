import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { StreamedBody } from '../../../src/platform/http/index.js';
import { Problem } from '../../../src/platform/problems/index.js';

const maxWaitMs = 400;
type Outcome = { code: string; bytes: number };

/** Sends parts through a socket. Returns how many bytes the server read, and the code of the problem or `complete`. */
async function send(parts: AsyncIterable<Buffer>, pauseMs = 0): Promise<Outcome> {
  let outcome: Outcome = { code: 'none', bytes: 0 };
  const server = createServer(async (incoming, response) => {
    let bytes = 0;
    let code = 'complete';
    try {
      for await (const part of new StreamedBody(incoming, 10_000_000, maxWaitMs)) {
        bytes += part.length;
        await sleep(pauseMs);
      }
    } catch (error) {
      code = error instanceof Problem ? error.definition.code : String(error);
    }
    outcome = { code, bytes };
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    const upload = request({ port, host: '127.0.0.1', method: 'POST' }, (response) => {
      response.resume();
      upload.destroy();
      resolve();
    });
    upload.on('error', () => resolve());
    void (async () => {
      for await (const part of parts) {
        if (upload.destroyed) return;
        upload.write(part);
      }
      upload.end();
    })();
  });
  server.close().closeAllConnections();
  return outcome;
}

async function* repeat(part: Buffer, count: number, everyMs: number) {
  for (let index = 0; index < count; index += 1) {
    yield part;
    await sleep(everyMs);
  }
}

t.test('cuts off a body that arrives too slowly, however regularly', async (t) => {
  const startedAt = performance.now();
  const { code, bytes } = await send(repeat(Buffer.from('x'), 1000, 20));
  t.equal(code, 'request-timeout');
  t.ok(bytes >= 1 && bytes < 60, `${bytes} bytes arrived`);
  t.ok(performance.now() - startedAt < 5_000);
});

t.test('cuts off a body that stops', async (t) => {
  t.same(await send(repeat(Buffer.alloc(100_000), 2, 3_000)), { code: 'request-timeout', bytes: 100_000 });
});

t.test('reads a body that takes longer than the maximum wait if enough arrives', async (t) => {
  t.same(await send(repeat(Buffer.alloc(1_000), 12, 100)), { code: 'complete', bytes: 12_000 });
});

t.test('does not hold it against the client that the server is slow', async (t) => {
  const outcome = await send(repeat(Buffer.alloc(100_000), 2, 0), maxWaitMs + 100);
  t.same(outcome, { code: 'complete', bytes: 200_000 });
});
