/**
 * Why there is no file. `refused-url`: the URL, or one to which it redirects, is not allowed. `redirect`: a wrong
 * redirect, or too many. `status`: the response has another status than 200. `unreachable`: the network or TLS failed.
 */
type DownloadFault =
  | 'refused-url'
  | 'redirect'
  | 'status'
  | 'encoded'
  | 'too-large'
  | 'too-slow'
  | 'unreachable'
  | 'cancelled';

/** Statuses after which the same request can succeed later. */
const temporaryStatuses: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** A file could not be downloaded. The message is a sentence for the person who chose the URL. It has no IP address. */
export class DownloadError extends Error {
  constructor(
    readonly fault: DownloadFault,
    message: string,
    /** The status of the other server. Only with the fault `status`. */
    readonly status?: number,
  ) {
    super(message);
  }

  /** Whether the same download can succeed later. */
  get isTemporary(): boolean {
    if (this.status !== undefined) return temporaryStatuses.has(this.status);
    return this.fault === 'too-slow' || this.fault === 'unreachable';
  }
}
