import { createTransport } from 'nodemailer';
import type { Email } from './emails.js';

/** For the connection, the greeting and each answer. Milliseconds. */
const smtpTimeoutMs = 10_000;

/** For all letters that are handed over together: no event waits longer for those before it. Milliseconds. */
const batchTimeoutMs = 12_000;

/** After so many failures and no answer about a letter, the server is taken to be away. */
const maxFailures = 3;

/** What became of a letter. Reasons hold no address. */
export type Delivery =
  | { outcome: 'sent'; reason?: undefined }
  /** The server takes it never (5xx, RFC 5321), or for now (4xx). */
  | { outcome: 'refused' | 'deferred'; reason: string }
  /** There is no server, or it takes no mail from here at all. */
  | { outcome: 'unsent'; reason: string };

export type Mailer = {
  /** Hands letters to the server, in at most 12 seconds. @returns what became of each, in their order; it does not throw */
  send(emails: readonly Email[]): Promise<Delivery[]>;
  /** Gives connections back. */
  close(): void;
};

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** An answer of a server without the addresses that servers like to repeat. */
const redactAddresses = (text: string) => text.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '…').slice(0, 200);

function toDelivery(error: SmtpError): Delivery {
  const { code, command = '', responseCode } = error;
  const reason = redactAddresses(error.response ?? error.message);
  const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
  if (isAboutLetter && responseCode !== undefined && responseCode !== 421 && responseCode !== 503)
    return { outcome: responseCode >= 500 ? 'refused' : 'deferred', reason };
  // What never gets as far as the server: an address that is none, a text beyond the size that it takes.
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode === undefined)
    return { outcome: 'refused', reason };
  return { outcome: 'unsent', reason };
}

/** A pool of connections to the SMTP server at `url`, which may hold name and password; none is open while there is nothing to send. */
export function createMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    // Once, for a connection that the server has closed since the last letter.
    maxRequeues: 1,
    idleTimeout: smtpTimeoutMs / 2,
    connectionTimeout: smtpTimeoutMs,
    greetingTimeout: smtpTimeoutMs,
    socketTimeout: smtpTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Each letter hears of its failure itself; without a listener that of an idle connection would end the process.
  transport.on('error', () => {});

  return {
    async send(emails) {
      const abortController = new AbortController();
      const signal = AbortSignal.any([abortController.signal, AbortSignal.timeout(batchTimeoutMs)]);
      let [failureCount, responseCount] = [0, 0];
      const deliver = async ({ to, ...message }: Email): Promise<Delivery> => {
        try {
          // As an object, an address is never taken for a list of them.
          const addresses = to.map((address) => ({ name: '', address }));
          await transport.sendMail({ ...message, from, to: addresses, envelope: { from, to: [...to] }, signal });
          responseCount += 1;
          return { outcome: 'sent' };
        } catch (error) {
          const delivery = toDelivery(error as SmtpError);
          if (delivery.outcome !== 'unsent') responseCount += 1;
          else if (++failureCount >= maxFailures && responseCount === 0) abortController.abort();
          return delivery;
        }
      };
      return Promise.all(emails.map(deliver));
    },
    close: () => transport.close(),
  };
}
