import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Change } from '../../../src/flows/changes/schemas.js';

type Frame = { id: string; event: string; change: Change };

export type Listening = {
  status: number;
  headers: IncomingMessage['headers'];
  frames: Frame[];
  text(): string;
  ended: Promise<void>;
  close(): void;
};

function frameOf(block: string): Frame | undefined {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
  if (id === undefined || event === undefined || data === undefined) return undefined;
  return { id, event, change: JSON.parse(data) };
}

/** Listens to an event stream like a browser. */
export async function listen(url: string, headers: Record<string, string> = {}): Promise<Listening> {
  const sent = request(url, { headers, agent: false });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  sent.on('error', () => {});
  const frames: Frame[] = [];
  let text = '';
  let parsed = 0;
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n', parsed); end !== -1; end = text.indexOf('\n\n', parsed)) {
      const frame = frameOf(text.slice(parsed, end));
      if (frame !== undefined) frames.push(frame);
      parsed = end + 2;
    }
  });
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve).on('error', () => {});
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    frames,
    text: () => text,
    ended,
    close: () => void sent.destroy(),
  };
}

export async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 750; tries++) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error(`It never came to pass that ${what}.`);
}
