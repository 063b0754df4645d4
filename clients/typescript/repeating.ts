import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const longestWait = 60_000;

/**
 * Returns a `fetch` that repeats a request up to `retries` times if the network fails or the response asks for it. After
 * the last attempt it returns the response, or throws the error of the network.
 */
export function repeating(retries: number): (request: Request) => Promise<Response> {
  return async (request) => {
    // Every POST accepts a key. It is set before the first attempt, so that all attempts send the same key.
    if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', randomUUID());
    }
    return sendRepeatedly(retries, () => request.clone());
  };
}

/**
 * Sends a request and repeats it up to `retries` times. `createRequest` is called for each attempt, and must return the
 * same request with the same key.
 */
export async function sendRepeatedly(retries: number, createRequest: () => Request): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const request = createRequest();
    const last = attempt >= retries;
    const answer = await fetch(request).catch((error: unknown) => {
      if (last || request.signal.aborted || !maySendTwice(request)) throw error;
      return undefined;
    });
    if (answer !== undefined && (last || !asksForRepeat(request, answer))) return answer;
    const wait = waitBefore(attempt, retryAfter(answer), Math.random());
    // Return the response instead of a long silent wait, so that the caller can decide.
    if (answer !== undefined && wait > longestWait) return answer;
    // A response that is not read occupies its socket.
    await answer?.body?.cancel();
    await sleep(wait, undefined, { signal: request.signal });
  }
}

/**
 * Returns the milliseconds to wait before the next repeat, after `attempt` repeats. The wait is at least `retryAfter`
 * (milliseconds). `random` (0 to 1) spreads the repeats of clients that failed at the same time.
 */
export function waitBefore(attempt: number, retryAfter: number | undefined, random: number): number {
  const backoff = Math.min(250 * 2 ** attempt, 30_000);
  return (retryAfter ?? backoff / 2) + (random * backoff) / 2;
}

function asksForRepeat(request: Request, answer: Response): boolean {
  // The rate limit refuses a request before it has any effect, so every method is safe to repeat.
  if (answer.status === 429) return true;
  if (answer.status === 503) return maySendTwice(request);
  // The first attempt is still running (`idempotency-in-flight`). No other 409 response has `Retry-After`.
  return answer.status === 409 && request.headers.has('idempotency-key') && answer.headers.has('retry-after');
}

function maySendTwice({ method, headers }: Request): boolean {
  if (headers.has('idempotency-key') || method === 'GET' || method === 'HEAD') return true;
  // With If-Match, a repeat after a successful attempt would be refused with 412.
  return method === 'PUT' && !headers.has('if-match');
}

function retryAfter(answer: Response | undefined): number | undefined {
  const seconds = answer?.headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? 1000 * Number(seconds) : undefined;
}
