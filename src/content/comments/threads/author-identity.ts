import { keyedHash } from '../../../lib/keyed-hash.js';
import { networkOf } from '../../../lib/network-address.js';
import { sealer } from '../../../lib/sealer.js';

/** Before what is sealed: a column that has not been sealed yet holds an address. */
const sealedPrefix = 'sealed:';

/** A form is good for a day. Milliseconds. */
const formLifetimeMs = 24 * 60 * 60 * 1000;

/** What is kept of whoever writes comments, and how forms know when they were shown. All of it is worth nothing without the secret key. */
export function createAuthorIdentity(secret: string) {
  const addresses = sealer(secret, 'comments: e-mail');
  const keys = keyedHash(secret, 'comments: author');
  const texts = keyedHash(secret, 'comments: text');
  const readers = keyedHash(secret, 'comments: reader');
  const forms = keyedHash(secret, 'comments: form');
  const normalizeEmail = (email: string) => email.trim().toLowerCase();

  return {
    seal: (email: string) => `${sealedPrefix}${addresses.seal(email).toString('base64url')}`,

    /** The address that was sealed; the text itself where it has not been yet; null where none was, or another key has sealed it. */
    open(storedEmail: string): string | null {
      if (!storedEmail.startsWith(sealedPrefix)) return storedEmail;
      try {
        return addresses.open(Buffer.from(storedEmail.slice(sealedPrefix.length), 'base64url')) || null;
      } catch {
        return null;
      }
    },

    /** The same for the same address, however it is written in capitals. */
    key: (email: string) => keys.of(normalizeEmail(email)),

    /**
     * The same for the same text of the same author at the same place, sent from the same network: somebody elsewhere who
     * sends a text again under addresses that may be its author's is not told when one is.
     */
    fingerprint: (articleId: string, parentId: string | null, email: string, body: string, readerKey: string) =>
      texts.of(articleId, parentId ?? '', normalizeEmail(email), body.trim().replace(/\s+/g, ' '), readerKey),

    /** The same for the same network on one day (UTC); nobody can tell it from that of the next. */
    readerKey: (ip: string, now: Date) => readers.of(now.toISOString().slice(0, 10), networkOf(ip)),

    /** Says, when it comes back with a comment, since when its author has had the form. */
    formToken: (articleId: string, now: Date) => `${now.getTime()}.${forms.of(articleId, String(now.getTime()))}`,

    /** Seconds since a form was shown; undefined for a token that was not made here, for another article, or a day ago. */
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
