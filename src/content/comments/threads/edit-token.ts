import { createHash, randomBytes } from 'node:crypto';

/** What proves to be the author of a comment: 32 random bytes, told once, of which only the SHA-256 is stored. */
export function newEditToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: createHash('sha256').update(token).digest('hex') };
}
