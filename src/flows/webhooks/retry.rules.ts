/** Milliseconds. */
const second = 1_000;
const hour = 3_600 * second;

/** How long a message is tried, from when it was queued. */
export const triedFor = 24 * hour;

/** Nothing was taken for so long, though it was tried: then the webhook is disabled. */
export const failsFor = 5 * 24 * hour;

/** The longest wait after each failure grows from ten seconds to eight hours: about a dozen attempts in a day. */
const waits = { first: 10 * second, growth: 4, longest: 8 * hour, shortest: second };

/** A receiver that names a time is believed so far. */
const believed = 6 * hour;

/**
 * How long to wait after a failure: anything up to a bound that grows with each, so that those who failed together do not come back
 * together ("full jitter"), and not before the receiver has asked for it.
 *
 * @param failures in a row, this one included
 * @param chance 0 to 1
 * @param retryAfter what the receiver asked for. Milliseconds
 */
export function waitAfter(failures: number, chance: number, retryAfter = 0): number {
  const bound = Math.min(waits.longest, waits.first * waits.growth ** (Math.min(failures, 20) - 1));
  return Math.max(waits.shortest, Math.round(bound * chance), Math.min(retryAfter, believed));
}

/** Reads `Retry-After` (RFC 9110): seconds or a date. @returns milliseconds; undefined for what is neither */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * second;
  const at = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

export type Outcome =
  | { kind: 'taken' }
  /** The receiver wants no more of it, ever (410). */
  | { kind: 'gone'; error: string }
  | { kind: 'refused'; error: string; retryAfter?: number | undefined };

/** What an answer means. A redirect is a refusal: where it leads was never checked. */
export function outcomeOf(status: number, retryAfter: string | undefined, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const error = `The receiver answered ${status}.`;
  if (status === 410) return { kind: 'gone', error };
  if (status >= 300 && status < 400) return { kind: 'refused', error: `${error} Redirects are not followed.` };
  if (status !== 429 && status !== 503) return { kind: 'refused', error };
  return { kind: 'refused', error, retryAfter: retryAfterOf(retryAfter, now) };
}

/**
 * When a message that failed is tried again; undefined when it is given up. The last attempt is not before its time is over.
 *
 * @param until the end of its time. Milliseconds since 1970
 */
export function nextAttempt(until: number, now: number, wait: number): number | undefined {
  return now >= until ? undefined : Math.min(now + wait, until);
}
