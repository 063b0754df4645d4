import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';

/** An OpenID Connect provider whose tokens are accepted. */
export type Issuer = {
  /** The name of the issuer in addresses. */
  name: string;
  /** The issuer identifier: exactly the claim `iss` of its tokens. */
  issuer: string;
  /** The value that the claim `aud` of access tokens must contain. */
  audience: string;
  /** The client with which browsers sign in. Undefined if only access tokens are accepted. */
  clientId?: string | undefined;
  /** Undefined for a public client, which is protected by PKCE alone. */
  clientSecret?: string | undefined;
  /** How the client sends its secret: in the header `Authorization`, or in the body. */
  clientAuthentication: 'client_secret_basic' | 'client_secret_post';
  /** The scopes that browsers request. */
  scopes: readonly string[];
};

/** The timeout of each request to a provider. */
export const requestTimeoutMs = 5_000;

/** The minimum time between two attempts to reach a provider that did not respond, or that lacks a key. */
export const retryIntervalMs = 5_000;

/** How far the clocks of a provider and of this server may differ. */
export const clockToleranceSeconds = 30;

/** A provider did not respond, or its response is not usable. Nothing is known about the token. */
export class ProviderUnavailable extends Error {
  readonly retryAfterSeconds = retryIntervalMs / 1_000;
}

const isSecure = (url: string) => new URL(url).protocol === 'https:';

/**
 * Returns a function that reads the metadata of a provider once (OpenID Connect Discovery 1.0) and shares them. After a
 * failure, it does not ask again for `retryIntervalMs`.
 *
 * The returned function throws ProviderUnavailable.
 */
export function discoverer({ issuer, audience, ...client }: Issuer): () => Promise<Configuration> {
  let configuration: Promise<Configuration> | undefined;
  let failedAt: number | undefined;

  async function load(): Promise<Configuration> {
    try {
      return await discovery(
        new URL(issuer),
        // Discovery requires an id. Without a client, only the keys of the provider are used.
        client.clientId ?? audience,
        undefined,
        authenticationOf(client),
        {
          execute: [enableNonRepudiationChecks, ...(isSecure(issuer) ? [] : [allowInsecureRequests])],
          timeout: requestTimeoutMs / 1_000,
        },
      );
    } catch (error) {
      failedAt = Date.now();
      throw new ProviderUnavailable('The metadata of the provider cannot be read.', { cause: error });
    }
  }

  return () => {
    if (configuration !== undefined && failedAt !== undefined && Date.now() - failedAt >= retryIntervalMs) {
      configuration = undefined;
      failedAt = undefined;
    }
    configuration ??= load();
    return configuration;
  };
}

function authenticationOf({
  clientSecret,
  clientAuthentication,
}: Pick<Issuer, 'clientSecret' | 'clientAuthentication'>) {
  if (clientSecret === undefined) return None();
  return clientAuthentication === 'client_secret_post'
    ? ClientSecretPost(clientSecret)
    : ClientSecretBasic(clientSecret);
}

/**
 * Returns the address of the keys of a provider.
 *
 * @throws {ProviderUnavailable} if there is none, or if others could change the keys on their way
 */
export function keysAddressOf(configuration: Configuration): URL {
  const { issuer, jwks_uri: address } = configuration.serverMetadata();
  if (address === undefined || !URL.canParse(address) || (isSecure(issuer) && !isSecure(address)))
    throw new ProviderUnavailable('The metadata of the provider contain no usable jwks_uri.');
  return new URL(address);
}
