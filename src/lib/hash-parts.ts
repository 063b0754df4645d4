import type { Hash } from 'node:crypto';

/** Passes the parts of a file on and adds each to a digest, which is complete when all have been read. */
export async function* hashParts(parts: AsyncIterable<Buffer>, digest: Hash): AsyncGenerator<Buffer> {
  for await (const part of parts) {
    digest.update(part);
    yield part;
  }
}
