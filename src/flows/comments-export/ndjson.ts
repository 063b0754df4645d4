import type { ExportedComment } from '../../content/comments/index.js';

/** Writes comments as NDJSON, one per line, in the given order. */
export async function* ndjsonExport(batches: AsyncIterable<readonly ExportedComment[]>): AsyncGenerator<string> {
  for await (const comments of batches) yield comments.map((comment) => `${JSON.stringify(comment)}\n`).join('');
}
