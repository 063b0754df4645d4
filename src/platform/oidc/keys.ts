import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { ProviderUnavailable, requestTimeoutMs, retryIntervalMs } from './issuer.js';

/** After this time the keys are read again, so that a key which the provider has withdrawn is no longer accepted. */
const maxAgeMs = 10 * 60_000;

/** For how long keys are used while the provider cannot be reached. */
const maxStaleMs = 60 * 60_000;

/**
 * Creates a function that finds the key of a token among the keys of a provider. An unknown key id reads the keys
 * again, but not more often than every `retryIntervalMs`. Concurrent requests share one response.
 *
 * While the provider cannot be reached, the keys that were read last remain valid for an hour. The function throws
 * ProviderUnavailable if it cannot know whether the key exists.
 */
export function createKeySet(address: URL): JWTVerifyGetKey {
  const remoteKeys = createRemoteJWKSet(address, {
    timeoutDuration: requestTimeoutMs,
    cooldownDuration: retryIntervalMs,
    cacheMaxAge: maxAgeMs,
  });
  let readAt = 0;
  let failedAt = 0;

  /** Finds a key among those that were read before the provider became unavailable. */
  async function findStaleKey(cause: unknown, ...token: Parameters<JWTVerifyGetKey>) {
    const unavailable = new ProviderUnavailable('The keys of the provider cannot be read.', { cause });
    const keys = remoteKeys.jwks();
    if (keys === undefined || Date.now() - readAt > maxStaleMs) throw unavailable;
    try {
      return await createLocalJWKSet(keys)(...token);
    } catch (error) {
      throw error instanceof errors.JWKSNoMatchingKey ? unavailable : error;
    }
  }

  return async (header, token) => {
    if (Date.now() - failedAt < retryIntervalMs) return findStaleKey(undefined, header, token);
    try {
      const key = await remoteKeys(header, token);
      if (remoteKeys.coolingDown) readAt = Date.now();
      return key;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      failedAt = Date.now();
      return findStaleKey(error, header, token);
    }
  };
}
