import { createHash } from 'node:crypto';

/**
 * Returns a WordPress id for a name: a decimal number that is the same in every export. It has 52 bits, so that every
 * programming language can represent it, and a collision among a million names is unlikely.
 */
export const toWordpressId = (name: string): string =>
  String(1 + Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 13), 16));
