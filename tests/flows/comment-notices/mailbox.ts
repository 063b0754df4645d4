import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type Mail = {
  from: string;
  to: string[];
  /** The message as it was received. */
  source: string;
  /** Names are in lower case. A repeated header has all its values. */
  headers: Map<string, string[]>;
  subject: string;
  text: string;
  html: string;
};

/** Decodes RFC 2047 words in base64 or quoted-printable. White space between two words is not part of the text. */
function decodeWords(value: string): string {
  const bytes = value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('latin1') : unquoted(word.replaceAll('_', ' ')),
    );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

const unquoted = (quoted: string) =>
  quoted
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function headersOf(head: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [name = '', ...value] = line.split(':');
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), value.join(':').trim()]);
  }
  return headers;
}

function split(source: string): { headers: Map<string, string[]>; body: string } {
  const at = source.indexOf('\r\n\r\n');
  return { headers: headersOf(source.slice(0, at)), body: source.slice(at + 4) };
}

function partsOf(source: string): { type: string; content: string }[] {
  const { headers, body } = split(source);
  const type = headers.get('content-type')?.[0] ?? '';
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary !== undefined)
    return body
      .split(`--${boundary}`)
      .slice(1, -1)
      .flatMap((part) => partsOf(part.replace(/^\r\n/, '')));
  const encoding = headers.get('content-transfer-encoding')?.[0];
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? unquoted(body) : body, 'latin1');
  return [{ type, content: bytes.toString('utf8').replaceAll('\r\n', '\n') }];
}

function readMail(source: string, from: string, to: string[]): Mail {
  const { headers } = split(source);
  const parts = partsOf(source);
  const part = (type: string) => parts.find((one) => one.type.startsWith(type))?.content ?? '';
  return {
    from,
    to,
    source,
    headers,
    subject: decodeWords(headers.get('subject')?.[0] ?? ''),
    text: part('text/plain'),
    html: part('text/html'),
  };
}

/** An SMTP server on the loopback interface. */
export class Mailbox {
  readonly mails: Mail[] = [];
  /** The number of connections to the server. */
  connections = 0;
  /** Refused addresses, with the SMTP code of the refusal. */
  readonly refusals = new Map<string, number>();
  port = 0;
  #server: SMTPServer | undefined;

  constructor(readonly options: SMTPServerOptions = {}) {}

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Opens the server, on the same port each time. */
  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 100,
      onConnect: (_, done) => {
        this.connections += 1;
        done();
      },
      onRcptTo: ({ address }, _, done) => {
        const code = this.refusals.get(address);
        if (code === undefined) return done();
        done(Object.assign(new Error(`<${address}> is not taken`), { responseCode: code }));
      },
      onData: async (stream, { envelope }, done) => {
        stream.setEncoding('latin1');
        const source = await text(stream as never);
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        this.mails.push(readMail(source, from, to));
        done();
      },
      ...this.options,
    });
    server.on('error', () => {});
    server.listen(this.port, '127.0.0.1');
    await once(server.server, 'listening');
    this.port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((done) => server.close(done));
  }

  to(address: string): Mail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  /** Waits for a number of mails to an address and returns them. */
  async arrived(address: string, count: number): Promise<Mail[]> {
    await until(() => this.to(address).length >= count, `${count} e-mails arrive at ${address}`);
    return this.to(address);
  }
}

export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error(`It never came to pass that ${what}.`);
}
