import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { sealer } from '../../lib/sealer.js';

/** A secret as Standard Webhooks has it: 32 random bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Sealed, as they are stored. */
type SealedSecrets = { secret: Uint8Array; previousSecret: Uint8Array | null; previousUntil: Date | null };

export type SecretBox = ReturnType<typeof secretBox>;

/** Seals the secrets of webhooks, and opens them. */
export function secretBox(secretKey: string) {
  const box = sealer(secretKey, 'webhooks: secret');
  return {
    seal: box.seal,

    /** The secrets that sign at a time, the one that stays first; none where another SECRET_KEY has sealed them. */
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
 * The headers of a message, as Standard Webhooks 1.0 has them.
 *
 * @param id the same for each attempt
 * @param secrets one, or two while one follows the other; each signs
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
