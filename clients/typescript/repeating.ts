import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const longestWait = 60_000;

/**
 * A `fetch` that repeats a request when the network fails or the answer asks for it, `retries` times at most. What then
 * comes is given as it is: the last answer, or the last error of the network.
 */
export function repeating(retries: number): (request: Request) => Promise<Response> {
  return async (request) => {
    // Every POST of the document takes a key. It is set before the first attempt, so that all have the same.
    if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', randomUUID());
    }
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= retries;
      const answer = await fetch(request.clone()).catch((error: unknown) => {
        if (last || request.signal.aborted || !maySendTwice(request)) throw error;
        return undefined;
      });
      if (answer !== undefined && (last || !asksForRepeat(request, answer))) return answer;
      const wait = waitBefore(attempt, retryAfter(answer), Math.random());
      // Nobody wants a script that is silent for ten minutes: let its author decide.
      if (answer !== undefined && wait > longestWait) return answer;
      // An answer that is not read keeps its socket.
      await answer?.body?.cancel();
      await sleep(wait, undefined, { signal: request.signal });
    }
  };
}

/**
 * Milliseconds before repeating, after `attempt` repeats. `retryAfter` (milliseconds) is waited out whole; `random`
 * (0 to 1) spreads clients that failed together.
 */
export function waitBefore(attempt: number, retryAfter: number | undefined, random: number): number {
  const backoff = Math.min(250 * 2 ** attempt, 30_000);
  return (retryAfter ?? backoff / 2) + (random * backoff) / 2;
}

function asksForRepeat(request: Request, answer: Response): boolean {
  // The limit of requests refuses before anything is done: whatever it was, it may come again.
  if (answer.status === 429) return true;
  if (answer.status === 503) return maySendTwice(request);
  // The first attempt is still being answered (`key-in-flight`). No other conflict says when to come again.
  return answer.status === 409 && request.headers.has('idempotency-key') && answer.headers.has('retry-after');
}

function maySendTwice({ method, headers }: Request): boolean {
  if (headers.has('idempotency-key') || method === 'GET' || method === 'HEAD') return true;
  // With If-Match, a repeat of what had been done would be refused, as if somebody else had done it.
  return method === 'PUT' && !headers.has('if-match');
}

function retryAfter(answer: Response | undefined): number | undefined {
  const seconds = answer?.headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? 1000 * Number(seconds) : undefined;
}
