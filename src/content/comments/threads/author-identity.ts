import { lowerCaseAddress } from '../../../lib/email-address.js';
import { keyedHash } from '../../../lib/keyed-hash.js';
import { networkOf } from '../../../lib/network-address.js';
import { sealer } from '../../../lib/sealer.js';

/** The prefix of encrypted values. A value without it is a plain address from an older version. */
const sealedPrefix = 'sealed:';

/** How long a form token is valid, in milliseconds. */
const formLifetimeMs = 24 * 60 * 60 * 1000;

/**
 * Encrypts and hashes what is stored about authors, and signs form tokens. Without the secret key none of the values
 * can be read or forged.
 */
export function createAuthorIdentity(secret: string) {
  const addresses = sealer(secret, 'comments: e-mail');
  const keys = keyedHash(secret, 'comments: author');
  const texts = keyedHash(secret, 'comments: text');
  const readers = keyedHash(secret, 'comments: reader');
  const forms = keyedHash(secret, 'comments: form');
  const normalizeEmail = (email: string) => lowerCaseAddress(email.trim());
  const collapseSpaces = (text: string) => text.trim().replace(/\s+/g, ' ');

  return {
    seal: (email: string) => `${sealedPrefix}${addresses.seal(email).toString('base64url')}`,

    /**
     * Decrypts a stored address. Returns a plain address unchanged, and null if there is none or another key encrypted
     * it.
     */
    open(storedEmail: string): string | null {
      if (!storedEmail.startsWith(sealedPrefix)) return storedEmail;
      try {
        return addresses.open(Buffer.from(storedEmail.slice(sealedPrefix.length), 'base64url')) || null;
      } catch {
        return null;
      }
    },

    /** Returns the keyed hash of an address, ignoring case. */
    key: (email: string) => keys.of(normalizeEmail(email)),

    /**
     * Returns a hash that is equal for the same text under the same name in the same place and network. It does not
     * contain the e-mail address: otherwise anybody could find out an author's address by sending the text again under
     * possible addresses.
     */
    fingerprint: (articleId: string, parentId: string | null, name: string, body: string, readerKey: string) =>
      texts.of(articleId, parentId ?? '', collapseSpaces(name), collapseSpaces(body), readerKey),

    /**
     * Returns a hash that is equal for the same network on the same day (UTC). Hashes of different days cannot be
     * linked.
     */
    readerKey: (ip: string, now: Date) => readers.of(now.toISOString().slice(0, 10), networkOf(ip)),

    /** Returns a signed token with the time at which the form was shown. */
    formToken: (articleId: string, now: Date) => `${now.getTime()}.${forms.of(articleId, String(now.getTime()))}`,

    /**
     * Returns the seconds since a form was shown. Undefined for a token that is forged, for another article, or older
     * than a day.
     */
    formAgeSeconds(token: string, articleId: string, now: Date): number | undefined {
      const [time = '', hash = ''] = token.split('.');
      const ageMs = now.getTime() - Number(time);
      if (!/^\d{13}$/.test(time) || ageMs < 0 || ageMs > formLifetimeMs || !forms.matches(hash, articleId, time))
        return undefined;
      return ageMs / 1000;
    },
  };
}

export type AuthorIdentity = ReturnType<typeof createAuthorIdentity>;
