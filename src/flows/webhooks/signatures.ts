import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { sealer } from '../../lib/sealer.js';

/** Returns a new secret of 32 random bytes in the format of Standard Webhooks. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The encrypted secrets, as they are stored. */
type SealedSecrets = { secret: Uint8Array; previousSecret: Uint8Array | null; previousUntil: Date | null };

export type SecretBox = ReturnType<typeof secretBox>;

/** Encrypts and decrypts the secrets of webhooks. */
export function secretBox(secretKey: string) {
  const box = sealer(secretKey, 'webhooks: secret');
  return {
    seal: box.seal,

    /** Returns the secrets to sign with, the current one first; none if they were encrypted with another SECRET_KEY. */
    open({ secret, previousSecret, previousUntil }: SealedSecrets, now: Date): string[] {
      const overlaps = previousSecret !== null && previousUntil !== null && previousUntil > now;
      try {
        return [secret, ...(overlaps ? [previousSecret] : [])].map((sealedSecret) => box.open(sealedSecret));
      } catch {
        return [];
      }
    },
  };
}

/**
 * Signs a message and returns its headers in the format of Standard Webhooks 1.0.
 *
 * @param id the id of the message, which is the same for each attempt
 * @param secrets the secrets to sign with: two while a rotation is in progress, otherwise one
 */
export const signPayload = (
  id: string,
  body: string,
  secrets: readonly string[],
  now: Date,
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
});
