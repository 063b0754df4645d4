import { Readable } from 'node:stream';
import { constants, gunzipSync } from 'node:zlib';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes, toUtf8 } from '../../normalisation/bytes.js';
import { failItem } from '../../normalisation/draft.js';
import { fileOf, isGzip, isMarkdown, isTar, isZip, maxFileBytes, namesIn } from './archive.js';
import { readPosts } from './post.js';
import { tarFiles } from './tar.js';
import { zipFiles } from './zip.js';

async function* read(bytes: Readable, { source, name }: ReadOptions): AsyncGenerator<ReadResult> {
  const { head, stream } = await peek(bytes);
  const home = source ?? 'markdown';
  if (!isZip(head) && !isGzip(head) && !isTar(head)) {
    const path = name ?? 'text.md';
    const file = fileOf(path, await readAllBytes(toUtf8(stream), maxFileBytes));
    const posts =
      file.kind === 'skipped'
        ? [file]
        : file.text === null
          ? [tooLong(path)]
          : readPosts(file.text, path, { source: home, isPacked: false });
    for (const post of posts) yield post.kind === 'skipped' ? { ...post, isFailure: true, isFileFault: true } : post;
    return;
  }
  for await (const file of isZip(head) ? zipFiles(stream) : tarFiles(stream, isGzip(head))) {
    if (file.kind === 'skipped') yield file;
    else if (file.text === null) yield tooLong(file.path);
    else yield* readPosts(file.text, file.path, { source: home, isPacked: true });
  }
}

const tooLong = (path: string): ReadResult =>
  failItem(path, null, 'too-long', `The file is larger than ${maxFileBytes / 2 ** 20} MiB. Shorten or split it.`);

/** Returns the first bytes of a stream, and a stream that still includes them. */
async function peek(bytes: Readable): Promise<{ head: Buffer; stream: Readable }> {
  const parts: Buffer[] = [];
  let length = 0;
  const chunks = bytes[Symbol.asyncIterator]();
  while (length < 512) {
    const { value, done: isDone } = await chunks.next();
    if (isDone) break;
    const part = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array);
    parts.push(part);
    length += part.length;
  }
  async function* allChunks() {
    try {
      yield* parts;
      for (;;) {
        const { value, done: isDone } = await chunks.next();
        if (isDone) return;
        yield typeof value === 'string' ? Buffer.from(value) : (value as Buffer);
      }
    } finally {
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(parts), stream: Readable.from(allChunks(), { objectMode: false }) };
}

/** Returns whether a .zip contains Markdown, or may contain it after the images at its start. */
const hasArticles = (files: readonly string[], name: string | null): boolean =>
  files.some(isMarkdown) ||
  (/\.zip$/i.test(name ?? '') &&
    files.every((file) => /\/$|(?:^|\/)\.|\.(?:jpe?g|png|gif|webp|avif|svg)$/i.test(file)));

/** Returns the start of a gzip file, decompressed, or an empty buffer if it is damaged. */
function inflateHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

/**
 * Articles in Markdown with front matter in YAML, TOML or JSON, as in Jekyll, Hugo, Astro and Eleventy: one file, or a .zip, .tar or
 * .tar.gz of files. The key of an article is the `id` or `guid` of its front matter, or else its path, with the source
 * of the options or `markdown`. A file may have several articles.
 */
export const markdown: Format = {
  name: 'markdown',
  mediaTypes: ['text/markdown', 'text/x-markdown', 'application/zip', 'application/gzip', 'application/x-tar'],
  limits: {},
  detects(head, name) {
    if (isZip(head)) return hasArticles(namesIn(head), name);
    if (isGzip(head)) return /\.(?:tar\.gz|tgz)$/i.test(name ?? '') || isTar(inflateHead(head));
    if (isTar(head)) return true;
    if (name !== null && isMarkdown(name)) return true;
    return /^(?:\uFEFF)?(?:---[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n){0,20}[\w-]+[ \t]*:|\+\+\+[ \t]*\r?\n|;;;[ \t]*\r?\n|---[ \t]*(?:json|toml|yaml)[ \t]*\r?\n)/.test(
      head.toString('utf8'),
    );
  },
  read,
};
