import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export type KeyedHash = {
  /** HMAC-SHA-256 of the parts, each told from the next, in base64url. */
  of(...parts: readonly string[]): string;
  /** Whether a hash is that of the parts, without telling by the time it takes how much of it is right. */
  matches(hash: string, ...parts: readonly string[]): boolean;
};

/** Hashes under a key derived (HKDF-SHA-256, RFC 5869) from `secret` for one purpose: of no use to whoever does not have it. */
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
