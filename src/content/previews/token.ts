import { createHash, randomBytes } from 'node:crypto';

/** What the database keeps of the token of a link, and finds it by. */
export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** The token of a new link: 32 random bytes, told once. What begins like it is kept out of logs. */
export const newToken = () => `pv_${randomBytes(32).toString('base64url')}`;
