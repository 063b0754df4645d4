import { createHash } from 'node:crypto';

/**
 * A number for what WordPress calls by numbers: the same in every export, whatever else is in it. Of 52 bits, so that it is
 * one in every language, and no two of a million things are likely to share one.
 */
export const toWordpressId = (name: string): string =>
  String(1 + Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 13), 16));
