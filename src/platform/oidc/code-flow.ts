import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientError,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Claims } from './access-tokens.js';
import { discoverer, type Issuer, ProviderUnavailable } from './issuer.js';

/** What the browser that began a sign-in must bring back, or prove, to complete it. */
type CodeFlowSecrets = { state: string; nonce: string; verifier: string };

/** The provider refused the sign-in, or its response does not belong to the request. */
export class SignInRefused extends Error {}

export type CodeFlow = {
  /**
   * Begins a sign-in.
   *
   * @returns the address of the provider for the browser, and the secrets for `complete`
   * @throws {ProviderUnavailable}
   */
  begin(callback: string): Promise<{ address: string; secrets: CodeFlowSecrets }>;
  /**
   * Exchanges the code in the address to which the provider has sent the browser, and checks the ID token.
   *
   * @returns the ID token, and its claims, completed by those of the userinfo endpoint
   * @throws {SignInRefused} or {ProviderUnavailable}
   */
  complete(address: URL, secrets: CodeFlowSecrets): Promise<{ claims: Claims; idToken: string | undefined }>;
  /**
   * Returns the address at which a browser ends its session at the provider (OpenID Connect RP-Initiated Logout 1.0).
   *
   * @param returnTo where the provider sends the browser afterwards, if the client is registered with this address
   * @param idToken the ID token of the sign-in. Without it, the provider asks the user
   * @returns undefined if the provider does not announce such an address
   * @throws {ProviderUnavailable}
   */
  endSession(returnTo: string, idToken: string | undefined): Promise<string | undefined>;
};

/** Creates the authorization code flow of one client, with PKCE (RFC 7636), state and nonce. */
export function codeFlow(issuer: Issuer): CodeFlow {
  const discover = discoverer(issuer);
  return {
    async begin(callback) {
      const configuration = await discover();
      const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const address = buildAuthorizationUrl(configuration, {
        redirect_uri: callback,
        scope: issuer.scopes.join(' '),
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: 'S256',
      });
      return { address: address.href, secrets };
    },

    async complete(address, { state, nonce, verifier }) {
      const configuration = await discover();
      try {
        const tokens = await authorizationCodeGrant(configuration, address, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new SignInRefused('The provider sent no ID token.');
        const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
        const userInfo = hasUserInfo ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
        return { claims: { ...userInfo, ...claims }, idToken: tokens.id_token };
      } catch (error) {
        throw toFailure(error);
      }
    },

    async endSession(returnTo, idToken) {
      const configuration = await discover();
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
      return buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: returnTo,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}

/** Errors of the library that mean that the provider did not respond properly, and not that it refused. */
const unavailableCodes = ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'];

function toFailure(error: unknown): unknown {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return new SignInRefused(`The provider responded with the error ${error.error}.`, { cause: error });
  if (error instanceof ClientError && !unavailableCodes.includes(error.code ?? ''))
    return new SignInRefused('The response of the provider does not belong to this sign-in.', { cause: error });
  // `fetch` throws a TypeError if there is no connection.
  if (error instanceof ClientError || error instanceof TypeError)
    return new ProviderUnavailable('The provider did not respond.', { cause: error });
  return error;
}
