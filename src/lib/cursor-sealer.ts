import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

export type CursorSealer = {
  /** @param place from 0, below 2^64 */
  seal(place: bigint): string;
  /** The place; undefined for what was not sealed here under this key and purpose. */
  open(token: string): bigint | undefined;
};

const blockBytes = 16;
const sealedLength = 22;

/**
 * Hides where in a sequence something lies: how many lie between two places cannot be told, nor which comes first. The same
 * place is always sealed the same, so that it can be compared.
 *
 * It is one block of AES-256 under a key derived (HKDF-SHA-256, RFC 5869) from `secret` for one purpose: eight bytes of the
 * place and eight that are zero, by which what was made up is told, but for one in 2^64.
 */
export function cursorSealer(secret: string, purpose: string): CursorSealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  const zeros = Buffer.alloc(8);
  return {
    seal(place) {
      const block = Buffer.alloc(blockBytes);
      block.writeBigUInt64BE(place);
      const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
      return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64url');
    },
    open(token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== blockBytes || token.length !== sealedLength) return undefined;
      const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
      const block = Buffer.concat([decipher.update(bytes), decipher.final()]);
      return block.subarray(8).equals(zeros) ? block.readBigUInt64BE() : undefined;
    },
  };
}
