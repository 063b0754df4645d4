import { request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { audience, Browser, publicUrl } from '../../support/identity-provider.js';
import type { TestNewsroom } from '../../support/newsroom.js';

export const issuerSettings = (name: string, issuer: string, more: object = {}) => ({
  name,
  issuer,
  audience,
  clientId: 'desk',
  clientSecret: 'the secret of the desk',
  ...more,
});

export type Page = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** A browser that reaches Broadsheet at its public address, and providers at theirs. */
export class StaffBrowser extends Browser {
  readonly #newsroom: TestNewsroom;

  constructor(newsroom: TestNewsroom) {
    super();
    this.#newsroom = newsroom;
  }

  get sessionToken(): string | undefined {
    return this.cookies.get(`${publicUrl} __Host-broadsheet`);
  }

  /** Sends a request to Broadsheet with the cookies of the browser. */
  async send(
    method: string,
    url: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: object } = {},
  ): Promise<Page> {
    const { port } = this.#newsroom.app.server.address() as AddressInfo;
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const page = await new Promise<Page>((resolve, reject) => {
      const sent = sendRequest(
        {
          ...{ port, method, host: '127.0.0.1', path: new URL(url, publicUrl).href.slice(publicUrl.length) },
          headers: {
            ...this.cookieHeader(publicUrl),
            ...(payload === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
            ...headers,
          },
        },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          });
        },
      );
      sent.once('error', reject);
      sent.end(payload);
    });
    this.store(publicUrl, [page.headers['set-cookie'] ?? []].flat());
    return page;
  }

  /** Signs in with a provider. @returns the response to the callback */
  async signIn(name: string, login: string, returnTo = '/desk'): Promise<Page> {
    const begin = await this.send('GET', `/v1/sign-in/${name}?returnTo=${encodeURIComponent(returnTo)}`);
    if (begin.status !== 303) return begin;
    return this.send('GET', await this.signInAt(String(begin.headers.location), login));
  }
}

export const bodyOf = ({ text }: Page) => JSON.parse(text);
