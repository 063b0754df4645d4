import { createHash, randomBytes } from 'node:crypto';

/**
 * Creates the secret that proves authorship of a comment: 32 random bytes. It is shown once; only its SHA-256 hash is
 * stored.
 */
export function newEditToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: createHash('sha256').update(token).digest('hex') };
}
