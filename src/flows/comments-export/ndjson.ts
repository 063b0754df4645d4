import type { ExportedComment } from '../../content/comments/index.js';

/** One comment a line, in the order in which they come. */
export async function* ndjsonExport(batches: AsyncIterable<readonly ExportedComment[]>): AsyncGenerator<string> {
  for await (const comments of batches) yield comments.map((comment) => `${JSON.stringify(comment)}\n`).join('');
}
