import { z } from 'zod';
import { sealer } from '../../lib/sealer.js';
import type { IssuerSettings } from '../../platform/issuer-settings.js';
import { type Claims, type CodeFlow, codeFlow, ProviderUnavailable, SignInRefused } from '../../platform/oidc/index.js';
import { problems } from '../../platform/problems/index.js';
import { createProviderProblem, resolveReturnTo, signInFailed, signInSeconds } from './rules.js';

/** What the browser keeps between the two requests of a sign-in, encrypted. */
const State = z.strictObject({
  issuer: z.string(),
  returnTo: z.string(),
  expiresAt: z.number(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
});

/** What the browser keeps to end its session at the provider later, encrypted. */
const SignOutHint = z.strictObject({ issuer: z.string(), idToken: z.string() });

/** The maximum length of an encrypted hint. Browsers ignore cookies with more than 4,096 bytes. */
const maxHintLength = 3_900;

type Dependencies = {
  issuers: readonly IssuerSettings[];
  /** The base URL of the API. Undefined only if no issuer has a client. */
  publicUrl: string | undefined;
  /** The origins, besides that of the server, to which browsers may return. */
  trustedOrigins: readonly string[];
  /** The key that encrypts the state. */
  secret: string;
};

/** Signs browsers in at providers, with the authorization code flow. */
export function browserSignIn({ issuers, publicUrl = '', trustedOrigins, secret }: Dependencies) {
  const box = sealer(secret, 'sign-in');
  const hintBox = sealer(secret, 'sign-out');
  const clients = new Map(
    issuers
      .filter(({ clientId }) => clientId !== undefined)
      .map((settings): [string, { settings: IssuerSettings; client: CodeFlow }] => [
        settings.name,
        { settings, client: codeFlow(settings) },
      ]),
  );

  function requireClient(name: string) {
    const client = clients.get(name);
    if (client === undefined) throw problems.notFound('Browsers cannot sign in with an issuer of this name.');
    return client;
  }

  function openState(issuer: string, sealedState: string | undefined) {
    try {
      const state = State.parse(JSON.parse(box.open(Buffer.from(sealedState ?? '', 'base64url'))));
      if (state.issuer === issuer && state.expiresAt > Date.now()) return state;
    } catch {
      // The cookie is missing or was changed.
    }
    throw signInFailed('This browser has not begun a sign-in with this issuer in the last ten minutes.');
  }

  /** Undefined if there is no ID token, or if it is too long for a cookie. */
  function sealHint(issuer: string, idToken: string | undefined): string | undefined {
    if (idToken === undefined) return undefined;
    const hint: z.infer<typeof SignOutHint> = { issuer, idToken };
    const sealedHint = hintBox.seal(JSON.stringify(hint)).toString('base64url');
    return sealedHint.length <= maxHintLength ? sealedHint : undefined;
  }

  /** Returns the ID token with which the browser has signed in with this issuer. Undefined if it is not known. */
  function openHint(issuer: string, sealedHint: string | undefined): string | undefined {
    try {
      const hint = SignOutHint.parse(JSON.parse(hintBox.open(Buffer.from(sealedHint ?? '', 'base64url'))));
      return hint.issuer === issuer ? hint.idToken : undefined;
    } catch {
      // The cookie is missing or was changed.
      return undefined;
    }
  }

  return {
    /**
     * Begins a sign-in.
     *
     * @returns the address of the provider, and the state that the browser keeps
     * @throws not-found, invalid-request, unavailable
     */
    async begin(name: string, returnTo: string): Promise<{ address: string; sealedState: string }> {
      const { client } = requireClient(name);
      const target = resolveReturnTo(returnTo, publicUrl, trustedOrigins);
      const { address, secrets } = await client
        .begin(`${publicUrl}/v1/sign-in/${name}/callback`)
        .catch((error: unknown) => {
          throw toProblem(error);
        });
      const expiresAt = Date.now() + signInSeconds * 1000;
      const state: z.infer<typeof State> = { issuer: name, returnTo: target, expiresAt, ...secrets };
      return { address, sealedState: box.seal(JSON.stringify(state)).toString('base64url') };
    },

    /**
     * Completes a sign-in with the response of the provider.
     *
     * @param query the query of the address to which the provider has sent the browser, with its question mark
     * @throws not-found, sign-in-failed, unavailable
     */
    async complete(
      name: string,
      query: string,
      sealedState: string | undefined,
    ): Promise<{ issuer: IssuerSettings; claims: Claims; returnTo: string; sealedHint: string | undefined }> {
      const { settings, client } = requireClient(name);
      const { returnTo, ...secrets } = openState(name, sealedState);
      const address = new URL(`${publicUrl}/v1/sign-in/${name}/callback${query}`);
      const { claims, idToken } = await client.complete(address, secrets).catch((error: unknown) => {
        throw toProblem(error);
      });
      return { issuer: settings, claims, returnTo, sealedHint: sealHint(name, idToken) };
    },

    /**
     * Checks a request to sign out at a provider.
     *
     * @returns a function that finds the address for the browser: of the provider or, if the provider offers no
     *   sign-out, where the browser returns. It throws unavailable.
     * @throws not-found, invalid-request
     */
    prepareSignOut(name: string, returnTo: string, sealedHint: string | undefined): () => Promise<string> {
      const { client } = requireClient(name);
      const target = resolveReturnTo(returnTo, publicUrl, trustedOrigins);
      return async () => {
        try {
          return (await client.endSession(target, openHint(name, sealedHint))) ?? target;
        } catch (error) {
          throw toProblem(error);
        }
      };
    },
  };
}

function toProblem(error: unknown): unknown {
  if (error instanceof ProviderUnavailable) return createProviderProblem(error.retryAfterSeconds);
  return error instanceof SignInRefused ? signInFailed(error.message) : error;
}
