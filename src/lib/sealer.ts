import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What is encrypted and stored in the database (`src/encrypted-columns.ts`). */
export type StoredPurpose = 'comments: e-mail' | 'idempotency' | 'webhooks: secret';
type Purpose = StoredPurpose | 'sign-in' | 'sign-out';

export type Sealer = {
  seal(text: string): Buffer;
  /** Decrypts a text. Throws if the bytes were encrypted with another key or have been changed. */
  open(ciphertext: Uint8Array): string;
};

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Creates a sealer that encrypts with AES-256-GCM and a key derived from `secret` for one purpose (HKDF-SHA-256, RFC
 * 5869). Sealed bytes are the nonce, the tag and the ciphertext.
 */
export function sealer(secret: string, purpose: Purpose): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(ciphertext) {
      const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, nonceBytes));
      decipher.setAuthTag(ciphertext.subarray(nonceBytes, nonceBytes + tagBytes));
      return decipher.update(ciphertext.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
