import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

type Message = { type: string; timestamp: string; position?: number; data: Record<string, unknown> };
export type Got = { id: string; headers: IncomingHttpHeaders; text: string; message: Message };
type Answer =
  | { status: number; headers?: Record<string, string>; body?: string; after?: number | Promise<void> }
  | 'never';

/** Starts a receiver that records its requests and responds as configured. */
export async function receiver(test: { teardown(after: () => unknown): void }) {
  const got: Got[] = [];
  const state = { answer: (_: Got): Answer => ({ status: 204 }) };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const { headers } = request;
    const one = { id: String(headers['webhook-id']), headers, text, message: JSON.parse(text) as Message };
    got.push(one);
    const answer = state.answer(one);
    if (answer === 'never') return;
    await (typeof answer.after === 'number' ? sleep(answer.after) : answer.after);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    got,
    types: () => got.map(({ message }) => message.type),
    /** Sets the response from now on. */
    answers(answer: Answer | ((got: Got) => Answer)) {
      state.answer = typeof answer === 'function' ? answer : () => answer;
    },
  };
}

/** Returns whether a message is signed with a secret, by the official package. */
export function isSigned({ headers, text }: Pick<Got, 'headers' | 'text'>, secret: string): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

export async function until(isSo: () => unknown, what: string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await isSo()) return;
    await sleep(50);
  }
  throw new Error(`It never came to pass that ${what}.`);
}
