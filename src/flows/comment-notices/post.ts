import { createTransport } from 'nodemailer';
import type { Letter } from './letters.js';

/** For the connection, the greeting and each answer. Milliseconds. */
const patience = 10_000;

/** For all letters that are handed over together: no event waits longer for those before it. Milliseconds. */
const together = 12_000;

/** After so many failures and no answer about a letter, the server is taken to be away. */
const enoughFailures = 3;

/** What became of a letter. Reasons hold no address. */
export type Delivery =
  | { outcome: 'sent'; reason?: undefined }
  /** The server takes it never (5xx, RFC 5321), or for now (4xx). */
  | { outcome: 'refused' | 'deferred'; reason: string }
  /** There is no server, or it takes no mail from here at all. */
  | { outcome: 'unsent'; reason: string };

export type PostOffice = {
  /** Hands letters to the server, in at most 12 seconds. @returns what became of each, in their order; it does not throw */
  send(letters: readonly Letter[]): Promise<Delivery[]>;
  /** Gives connections back. */
  close(): void;
};

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** An answer of a server without the addresses that servers like to repeat. */
const discreet = (text: string) => text.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '…').slice(0, 200);

function failure(error: SmtpError): Delivery {
  const { code, command = '', responseCode } = error;
  const reason = discreet(error.response ?? error.message);
  const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
  if (isAboutLetter && responseCode !== undefined && responseCode !== 421 && responseCode !== 503)
    return { outcome: responseCode >= 500 ? 'refused' : 'deferred', reason };
  // What never gets as far as the server: an address that is none, a text beyond the size that it takes.
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode === undefined)
    return { outcome: 'refused', reason };
  return { outcome: 'unsent', reason };
}

/** A pool of connections to the SMTP server at `url`, which may hold name and password; none is open while there is nothing to send. */
export function postOffice(url: string, from: string): PostOffice {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    // Once, for a connection that the server has closed since the last letter.
    maxRequeues: 1,
    idleTimeout: patience / 2,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Each letter hears of its failure itself; without a listener that of an idle connection would end the process.
  transport.on('error', () => {});

  return {
    async send(letters) {
      const away = new AbortController();
      const signal = AbortSignal.any([away.signal, AbortSignal.timeout(together)]);
      let [failures, answers] = [0, 0];
      const deliver = async ({ to, ...letter }: Letter): Promise<Delivery> => {
        try {
          // As an object, an address is never taken for a list of them.
          const addresses = to.map((address) => ({ name: '', address }));
          await transport.sendMail({ ...letter, from, to: addresses, envelope: { from, to: [...to] }, signal });
          answers += 1;
          return { outcome: 'sent' };
        } catch (error) {
          const delivery = failure(error as SmtpError);
          if (delivery.outcome !== 'unsent') answers += 1;
          else if (++failures >= enoughFailures && answers === 0) away.abort();
          return delivery;
        }
      };
      return Promise.all(letters.map(deliver));
    },
    close: () => transport.close(),
  };
}
