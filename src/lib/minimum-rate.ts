/** The rate below which bytes arrive too slowly. Only the time counts in which the receiver waits for them. */
export const minBytesPerSecond = 500;

/**
 * Returns a function that reads the next part of a stream of bytes, and throws when the parts arrive too slowly. Use it
 * for one stream only.
 *
 * @param maxWaitMs for how long less may arrive than the minimum rate
 * @param createError creates the error that is thrown then
 */
export function readAtMinimumRate(
  maxWaitMs: number,
  createError: () => Error,
): (parts: AsyncIterator<Buffer>) => Promise<IteratorResult<Buffer>> {
  let remainingWaitMs = maxWaitMs;
  return async (parts) => {
    const startedAt = performance.now();
    const next = await withTimeout(remainingWaitMs, parts.next(), createError);
    if (next.done) return next;
    const waitedMs = performance.now() - startedAt;
    // Each byte allows for more time. A sender of single bytes would otherwise never be cut off.
    const allowedMs = (next.value.length / minBytesPerSecond) * 1000;
    remainingWaitMs = Math.min(maxWaitMs, remainingWaitMs - waitedMs + allowedMs);
    return next;
  };
}

async function withTimeout<Result>(timeoutMs: number, work: Promise<Result>, createError: () => Error) {
  let timer: NodeJS.Timeout | undefined;
  const timeoutPromise = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(createError()), Math.max(0, timeoutMs));
  });
  try {
    return await Promise.race([work, timeoutPromise]);
  } finally {
    clearTimeout(timer);
  }
}
