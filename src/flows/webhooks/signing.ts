import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** A secret as Standard Webhooks has it: 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * The headers of a message, as Standard Webhooks 1.0 has them.
 *
 * @param id the same for each attempt
 * @param secrets one, or two while one follows the other; each signs
 */
export const signedHeaders = (
  id: string,
  body: string,
  secrets: readonly string[],
  now: Date,
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
});
