import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export type KeyedHash = {
  /** Returns the HMAC-SHA-256 of the list of parts in base64url. */
  of(...parts: readonly string[]): string;
  /** Returns whether a hash is that of the parts. Compares in constant time. */
  matches(hash: string, ...parts: readonly string[]): boolean;
};

/** Creates a hash function with a key derived from `secret` for one purpose (HKDF-SHA-256, RFC 5869). */
export function keyedHash(secret: string, purpose: string): KeyedHash {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  const of = (...parts: readonly string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  return {
    of,
    matches(hash, ...parts) {
      const [actualDigest, expectedDigest] = [Buffer.from(hash), Buffer.from(of(...parts))];
      return actualDigest.length === expectedDigest.length && timingSafeEqual(actualDigest, expectedDigest);
    },
  };
}
