const secondMs = 1_000;
const hourMs = 3_600 * secondMs;

/** How long a message is retried after it was enqueued. */
export const retryWindowMs = 24 * hourMs;

/** A webhook is disabled after all attempts have failed for this long. */
export const maxFailingMs = 5 * 24 * hourMs;

/** The maximum wait grows with each failure from ten seconds to eight hours: about a dozen attempts in a day. */
const waitLimits = { firstMs: 10 * secondMs, growth: 4, maxMs: 8 * hourMs, minMs: secondMs };

/** The longest `Retry-After` of a receiver that is respected. */
const maxRetryAfterMs = 6 * hourMs;

/**
 * Returns how many milliseconds to wait after a failure. The wait is random, up to a bound that grows with each failure
 * ("full jitter"), so that messages that failed together are not retried together. It is not shorter than the receiver
 * asked for.
 *
 * @param failures the number of failures in a row, including this one
 * @param chance a random number from 0 to 1
 * @param retryAfterMs the wait that the receiver asked for
 */
export function retryWaitMs(failures: number, chance: number, retryAfterMs = 0): number {
  const maxWaitMs = Math.min(waitLimits.maxMs, waitLimits.firstMs * waitLimits.growth ** (Math.min(failures, 20) - 1));
  return Math.max(waitLimits.minMs, Math.round(maxWaitMs * chance), Math.min(retryAfterMs, maxRetryAfterMs));
}

/** Parses `Retry-After` (RFC 9110), seconds or a date, to milliseconds. Returns undefined if it is invalid. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * secondMs;
  const at = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export type Outcome =
  | { kind: 'taken' }
  /** The receiver is gone for good (410). */
  | { kind: 'gone'; error: string }
  | { kind: 'refused'; error: string; retryAfterMs?: number | undefined };

/** Interprets a response. A redirect counts as a refusal, because its target has not been checked. */
export function outcomeOf(status: number, retryAfter: string | undefined, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const error = `The receiver responded with status ${status}.`;
  if (status === 410) return { kind: 'gone', error };
  if (status >= 300 && status < 400) return { kind: 'refused', error: `${error} Redirects are not followed.` };
  if (status !== 429 && status !== 503) return { kind: 'refused', error };
  return { kind: 'refused', error, retryAfterMs: parseRetryAfter(retryAfter, now) };
}

/**
 * Returns when a failed message is tried again, in milliseconds since 1970, or undefined if it is given up. The last
 * attempt is made at `endMs`.
 *
 * @param endMs the end of the retry window, in milliseconds since 1970
 */
export function nextAttempt(endMs: number, now: number, waitMs: number): number | undefined {
  return now >= endMs ? undefined : Math.min(now + waitMs, endMs);
}
