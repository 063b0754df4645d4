import { createHmac } from 'node:crypto';

/** Returns a text by which two keys can be compared, and from which the key cannot be found. */
export const fingerprintOf = (key: string | undefined): string =>
  key === undefined ? '' : createHmac('sha256', key).update('fingerprint of the key').digest('hex').slice(0, 32);
