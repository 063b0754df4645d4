import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type Sealer = {
  seal(text: string): Buffer;
  /** @throws when the bytes were sealed with another key or have been changed */
  open(ciphertext: Uint8Array): string;
};

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with AES-256-GCM under a key derived (HKDF-SHA-256, RFC 5869) from `secret` for one purpose.
 * Sealed bytes are nonce, tag and cipher text.
 */
export function sealer(secret: string, purpose: string): Sealer {
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
