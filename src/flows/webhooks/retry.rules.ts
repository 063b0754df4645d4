/** Milliseconds. */
const secondMs = 1_000;
const hourMs = 3_600 * secondMs;

/** How long a message is tried, from when it was queued. */
export const retryWindowMs = 24 * hourMs;

/** Nothing was taken for so long, though it was tried: then the webhook is disabled. */
export const maxFailingMs = 5 * 24 * hourMs;

/** The longest wait after each failure grows from ten seconds to eight hours: about a dozen attempts in a day. */
const waitLimits = { firstMs: 10 * secondMs, growth: 4, maxMs: 8 * hourMs, minMs: secondMs };

/** A receiver that names a time is believed so far. */
const maxRetryAfterMs = 6 * hourMs;

/**
 * How long to wait after a failure: anything up to a bound that grows with each, so that those who failed together do not come back
 * together ("full jitter"), and not before the receiver has asked for it.
 *
 * @param failures in a row, this one included
 * @param chance 0 to 1
 * @param retryAfterMs what the receiver asked for. Milliseconds
 */
export function retryWaitMs(failures: number, chance: number, retryAfterMs = 0): number {
  const maxWaitMs = Math.min(waitLimits.maxMs, waitLimits.firstMs * waitLimits.growth ** (Math.min(failures, 20) - 1));
  return Math.max(waitLimits.minMs, Math.round(maxWaitMs * chance), Math.min(retryAfterMs, maxRetryAfterMs));
}

/** Reads `Retry-After` (RFC 9110): seconds or a date. @returns milliseconds; undefined for what is neither */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * secondMs;
  const at = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export type Outcome =
  | { kind: 'taken' }
  /** The receiver wants no more of it, ever (410). */
  | { kind: 'gone'; error: string }
  | { kind: 'refused'; error: string; retryAfterMs?: number | undefined };

/** What an answer means. A redirect is a refusal: where it leads was never checked. */
export function outcomeOf(status: number, retryAfter: string | undefined, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const error = `The receiver answered ${status}.`;
  if (status === 410) return { kind: 'gone', error };
  if (status >= 300 && status < 400) return { kind: 'refused', error: `${error} Redirects are not followed.` };
  if (status !== 429 && status !== 503) return { kind: 'refused', error };
  return { kind: 'refused', error, retryAfterMs: parseRetryAfter(retryAfter, now) };
}

/**
 * When a message that failed is tried again; undefined when it is given up. The last attempt is not before its time is over.
 *
 * @param endMs the end of its time. Milliseconds since 1970
 */
export function nextAttempt(endMs: number, now: number, waitMs: number): number | undefined {
  return now >= endMs ? undefined : Math.min(now + waitMs, endMs);
}
