import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

export type CursorSealer = {
  /**
   * Encrypts a place to a cursor of 22 characters.
   *
   * @param place from 0 to 2^64 - 1
   */
  seal(place: bigint): string;
  /** Decrypts a cursor. Returns undefined if it was not sealed with this key and purpose. */
  open(token: string): bigint | undefined;
};

const blockBytes = 16;
const sealedLength = 22;

/**
 * Creates a sealer that hides the positions behind cursors. Two cursors reveal neither which comes first nor how many
 * positions lie between them. The same position always gives the same cursor, so cursors can be compared.
 *
 * A cursor is one block of AES-256 with a key derived from `secret` for one purpose (HKDF-SHA-256, RFC 5869). The block
 * has eight bytes of the position and eight zero bytes. A forged cursor is accepted with a probability of 1 in 2^64.
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
