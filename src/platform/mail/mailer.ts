import { createTransport } from 'nodemailer';

/** The timeout for the connection, the greeting and each response of the server. */
const smtpTimeoutMs = 10_000;

/** The timeout for one call of `send`, however many e-mails it has. No event waits longer for earlier events. */
const batchTimeoutMs = 12_000;

/** After this many failures without a response about any e-mail, the server counts as unreachable. */
const maxFailures = 3;

/** An e-mail, ready to be sent. */
export type Email = {
  to: readonly string[];
  subject: string;
  text: string;
  html?: string;
  /** Is the same whenever the same e-mail is sent again, so that mail programs drop duplicates (RFC 5322, 3.6.4). */
  messageId?: string;
  headers?: Record<string, string>;
};

/** What became of an e-mail. Reasons contain no e-mail addresses. */
export type Delivery =
  | { outcome: 'sent'; reason?: undefined }
  /** The server refuses the e-mail for good (5xx, RFC 5321) or for now (4xx). */
  | { outcome: 'refused' | 'deferred'; reason: string }
  /** The server cannot be reached, or accepts no mail from this sender at all. */
  | { outcome: 'unsent'; reason: string };

export type Mailer = {
  /**
   * Sends e-mails within at most 12 seconds. Never throws.
   *
   * @returns what became of each e-mail, in the order of `emails`
   */
  send(emails: readonly Email[]): Promise<Delivery[]>;
  /** Closes all connections. */
  close(): void;
};

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** Removes e-mail addresses, which servers often repeat, from a response and cuts it to 200 characters. */
const redactAddresses = (text: string) => text.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '…').slice(0, 200);

function toDelivery(error: SmtpError): Delivery {
  const { code, command = '', responseCode } = error;
  const reason = redactAddresses(error.response ?? error.message);
  const isAboutLetter = command === 'RCPT TO' || command === 'DATA';
  if (isAboutLetter && responseCode !== undefined && responseCode !== 421 && responseCode !== 503)
    return { outcome: responseCode >= 500 ? 'refused' : 'deferred', reason };
  // The e-mail never reached the server: an address is invalid, or the text is larger than the server accepts.
  if ((code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode === undefined)
    return { outcome: 'refused', reason };
  return { outcome: 'unsent', reason };
}

/**
 * Creates a mailer with a pool of connections to an SMTP server. Idle connections are closed.
 *
 * @param url the address of the server, which may contain a name and password
 */
export function createMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    // One more attempt, in case the server has closed the connection since the last e-mail.
    maxRequeues: 1,
    idleTimeout: smtpTimeoutMs / 2,
    connectionTimeout: smtpTimeoutMs,
    greetingTimeout: smtpTimeoutMs,
    socketTimeout: smtpTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // `sendMail` reports its own failures. Without a listener, an error on an idle connection would end the process.
  transport.on('error', () => {});

  return {
    async send(emails) {
      const abortController = new AbortController();
      const signal = AbortSignal.any([abortController.signal, AbortSignal.timeout(batchTimeoutMs)]);
      let [failureCount, responseCount] = [0, 0];
      const deliver = async ({ to, ...message }: Email): Promise<Delivery> => {
        try {
          // nodemailer would parse a string as a list of addresses.
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
