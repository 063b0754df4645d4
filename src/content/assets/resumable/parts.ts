/**
 * Divides a stream of bytes into files. What has arrived when the stream breaks is kept: the failure is remembered, and
 * the file ends.
 */
export function divideStream(stream: AsyncIterable<Buffer>) {
  const iterator = stream[Symbol.asyncIterator]();
  let rest: Buffer | undefined;
  let hasEnded = false;
  let failure: unknown;

  async function next(): Promise<Buffer | undefined> {
    if (rest !== undefined) {
      const part = rest;
      rest = undefined;
      return part;
    }
    if (hasEnded) return undefined;
    try {
      const result = await iterator.next();
      if (!result.done) return result.value;
    } catch (error) {
      failure = error;
    }
    hasEnded = true;
    return undefined;
  }

  return {
    /** Passes on the next bytes, at most this many. */
    async *readNext(maxBytes: number): AsyncGenerator<Buffer> {
      for (let bytesLeft = maxBytes; bytesLeft > 0; ) {
        const part = await next();
        if (part === undefined) return;
        if (part.length > bytesLeft) rest = part.subarray(bytesLeft);
        const piece = part.subarray(0, bytesLeft);
        bytesLeft -= piece.length;
        yield piece;
      }
    },
    /** Returns whether there are further bytes. Waits for them. */
    async hasMore(): Promise<boolean> {
      rest = await next();
      return rest !== undefined;
    },
    /** Throws the error by which the stream ended, if there was one. */
    requireEnd(): void {
      if (failure !== undefined) throw failure;
    },
    get hasEnded(): boolean {
      return hasEnded && rest === undefined;
    },
  };
}
