import { createHash, randomBytes } from 'node:crypto';

/** Returns the hash by which the database stores and finds a token. */
export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Creates the token of a new link from 32 random bytes. It is shown once. Logs mask everything with its prefix. */
export const newToken = () => `pv_${randomBytes(32).toString('base64url')}`;
