import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** The audience of the API, and the address of Broadsheet for its client. */
export const audience = 'https://api.news.example';
export const publicUrl = 'https://news.example';

const appCallback = 'https://app.example/callback';

export type Account = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };

type SigningKey = { publicKey: JWK; privateJwk: JWK; sign(claims: JWTPayload, header?: object): Promise<string> };

/** Creates a key and signs tokens with it, whether or not a provider publishes it. */
export async function createSigningKey(alg = 'RS256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  const use = { kid, alg, use: 'sig' };
  return {
    publicKey: { ...(await exportJWK(publicKey)), ...use },
    privateJwk: { ...(await exportJWK(privateKey)), ...use },
    sign: (claims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header }).sign(privateKey),
  };
}

/** Keeps cookies per origin and follows redirects, as a browser does. Hands requests to Broadsheet to its caller. */
export class Browser {
  readonly cookies = new Map<string, string>();

  #jar(origin: string): Map<string, string> {
    const entries = [...this.cookies].filter(([key]) => key.startsWith(`${origin} `));
    return new Map(entries.map(([key, value]) => [key.slice(origin.length + 1), value]));
  }

  cookieHeader(origin: string): Record<string, string> {
    const cookie = [...this.#jar(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie === '' ? {} : { cookie };
  }

  store(origin: string, setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      const key = `${origin} ${pair.slice(0, at).trim()}`;
      const isOver = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(attribute));
      if (isOver) this.cookies.delete(key);
      else this.cookies.set(key, pair.slice(at + 1));
    }
  }

  /** Confirms a sign-out at a provider. Returns the address outside of the provider to which it leads. */
  async signOutAt(address: string): Promise<string> {
    const { origin } = new URL(address);
    const page = await fetch(address, { redirect: 'manual', headers: this.cookieHeader(origin) });
    this.store(origin, page.headers.getSetCookie());
    const text = await page.text();
    const action = /action="([^"]+)"/.exec(text)?.[1];
    const xsrf = /name="xsrf" value="(\w+)"/.exec(text)?.[1] ?? '';
    if (action === undefined) throw new Error(`No form at ${address}: ${page.status} ${text.slice(0, 500)}`);
    const response = await fetch(new URL(action, address), {
      method: 'POST',
      redirect: 'manual',
      headers: this.cookieHeader(origin),
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    this.store(origin, response.headers.getSetCookie());
    return response.headers.get('location') ?? `no redirect: ${response.status} ${await response.text()}`;
  }

  /** Signs in at a provider, and gives consent. Returns the address outside of the provider to which it leads. */
  async signInAt(address: string, login: string): Promise<string> {
    let url = address;
    const { origin } = new URL(address);
    let form: Record<string, string> | undefined;
    for (let step = 0; step < 15; step++) {
      const response: Response = await fetch(url, {
        method: form === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: this.cookieHeader(origin),
        ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      });
      this.store(origin, response.headers.getSetCookie());
      const location = response.headers.get('location');
      form = undefined;
      if (location !== null) {
        url = new URL(location, url).href;
        if (new URL(url).origin !== origin) return url;
        continue;
      }
      const page = await response.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      if (action === undefined) throw new Error(`No form at ${url}: ${response.status} ${page.slice(0, 500)}`);
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
      form = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt };
      url = new URL(action, url).href;
    }
    throw new Error(`The sign-in at ${address} does not end.`);
  }
}

/** Starts a real OpenID provider on loopback, whose accounts the test defines. It closes with the test. */
export async function openProvider(
  test: { teardown(after: () => unknown): void },
  accounts: Record<string, Account>,
  features: Configuration['features'] = {},
) {
  const requests: string[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    handle(request, response);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  test.teardown(close);

  let key = await createSigningKey();
  const configure = () => {
    const configuration: Configuration = {
      jwks: { keys: [key.privateJwk] } as never,
      clients: [
        {
          client_id: 'desk',
          client_secret: 'the secret of the desk',
          redirect_uris: [`${publicUrl}/v1/sign-in/paper/callback`, `${publicUrl}/v1/sign-in/agency/callback`],
          post_logout_redirect_uris: [`${publicUrl}/goodbye`],
        },
        { client_id: 'app', token_endpoint_auth_method: 'none', redirect_uris: [appCallback] },
      ],
      cookies: { keys: ['any'] },
      features: {
        ...features,
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => [],
          useGrantedResource: () => true,
          getResourceServerInfo: (_ctx, resource) => ({
            scope: '',
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 600,
          }),
        },
      },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      extraTokenClaims: (_ctx, token) => ({ ...accounts[(token as { accountId?: string }).accountId ?? ''] }),
      findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
      ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
    };
    handle = new Provider(issuer, configuration).callback();
  };
  configure();

  return {
    issuer,
    /** The paths that were requested. */
    requests,
    get key() {
      return key;
    },
    /** Replaces the key with which the provider signs. It no longer publishes the old one. */
    async rotateKey() {
      key = await createSigningKey();
      configure();
    },
    stop: close,
    start: () => listen(port),
    /** Signs in with a native app, and returns its access token for a resource. */
    async accessToken(login: string, resource = audience): Promise<string> {
      const verifier = 'v'.repeat(43);
      const challenge = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))).toString(
        'base64url',
      );
      const authorization = new URLSearchParams({
        client_id: 'app',
        response_type: 'code',
        redirect_uri: appCallback,
        scope: 'openid',
        resource,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      });
      const back = await new Browser().signInAt(`${issuer}/auth?${authorization}`, login);
      const code = new URL(back).searchParams.get('code');
      if (code === null) throw new Error(`No code in ${back}`);
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: 'app',
          redirect_uri: appCallback,
          code,
          code_verifier: verifier,
          resource,
        }),
      });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
  };
}
