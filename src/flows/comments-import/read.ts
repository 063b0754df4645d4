import { TextDecoder } from 'node:util';
import { disqusComments } from './disqus.js';
import { ndjsonComments } from './ndjson.js';
import { quoteForMessage, type ReadItem } from './record.js';
import { wxrComments } from './wxr.js';

export type Format = 'wxr' | 'disqus' | 'ndjson';

type Options = {
  /** The source of the comments. By default it is taken from the file. */
  source?: string | undefined;
  /** Is called with the number of bytes that have been read so far. */
  progress?: ((bytes: number) => void) | undefined;
};

/** How many bytes are read to detect the format. WordPress exports begin with a long comment. */
const maxHeadBytes = 64 * 1024;

/** The file is in none of the supported formats. The message names them. */
export class UnknownFormat extends Error {}

const readers = { wxr: wxrComments, disqus: disqusComments, ndjson: ndjsonComments } as const;

/**
 * Reads the comments of a file as a stream in the order of the file, together with the skipped entries and the reasons.
 * The format is detected from the start of the file. The name of the file decides only if the file is empty or begins
 * with a broken line.
 *
 * @throws UnknownFormat if the file is in none of the supported formats
 */
export async function readComments(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { source, progress = () => {} }: Options = {},
): Promise<{ format: Format; comments: AsyncGenerator<ReadItem> }> {
  const rest = trackProgress(bytes, progress);
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < maxHeadBytes) {
    const { value, done: isDone } = await rest.next();
    if (isDone) break;
    parts.push(value);
    length += value.length;
  }
  const head = Buffer.concat(parts);
  const encoding = encodingOf(head);
  const decoder = encoding === undefined ? undefined : decoderOf(encoding);
  const start = decoder?.decode(head, { stream: true });
  const format = start === undefined ? undefined : formatOf(start, name);
  if (decoder === undefined || start === undefined || format === undefined) {
    await rest.return(undefined);
    throw unknownFormat(name);
  }
  return { format, comments: readers[format](decodeChunks(start, rest, decoder), source) };
}

async function* trackProgress(bytes: AsyncIterable<Uint8Array>, progress: (bytes: number) => void) {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    progress(length);
    yield chunk;
  }
}

async function* decodeChunks(
  start: string,
  rest: AsyncIterable<Uint8Array>,
  decoder: TextDecoder,
): AsyncGenerator<string> {
  yield start;
  for await (const chunk of rest) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Returns the encoding given by the byte order mark or the XML declaration. The default is UTF-8. */
function encodingOf(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return (
    /^\s*<\?xml[^>]{0,100}\sencoding=["']([\w.:-]{1,40})["']/.exec(head.toString('latin1', 0, 300))?.[1] ?? 'utf-8'
  );
}

function decoderOf(encoding: string): TextDecoder | undefined {
  try {
    return new TextDecoder(encoding);
  } catch {
    return undefined;
  }
}

function formatOf(start: string, name: string): Format | undefined {
  const text = start.trimStart();
  const hasNdjsonExtension = /\.(?:ndjson|jsonl)$/i.test(name);
  if (text === '' && hasNdjsonExtension) return 'ndjson';
  // NDJSON closes each object on its line. A first line without an end may be a long one. Other JSON is not NDJSON.
  if (text.startsWith('{'))
    return hasNdjsonExtension || /^[^\n]*(?:\}\s*)?$|^[^\n]*\}[ \t\r]*\n/.test(text) ? 'ndjson' : undefined;
  if (!text.startsWith('<')) return undefined;
  const root = rootOf(text);
  if (root === 'disqus') return 'disqus';
  return root === 'rss' && text.includes('wordpress.org/export/') ? 'wxr' : undefined;
}

/** Returns the name of the first element, after declarations, comments and a document type. */
function rootOf(text: string): string | undefined {
  let at = 0;
  for (;;) {
    const opens = text.indexOf('<', at);
    const end = text.startsWith('<!--', opens) ? '-->' : text.startsWith('<?', opens) ? '?>' : '>';
    const closes = opens === -1 ? -1 : text.indexOf(end, opens);
    if (closes === -1) return undefined;
    const name = /^<(?:[\w.-]+:)?(\w+)/.exec(text.slice(opens, opens + 100))?.[1];
    if (name !== undefined) return name;
    // The declarations inside a document type are skipped one by one. None of them looks like an element.
    at = closes + end.length;
  }
}

function unknownFormat(name: string): UnknownFormat {
  const formats = 'WordPress XML (WXR), Disqus XML, NDJSON of comments from an export';
  return new UnknownFormat(`"${quoteForMessage(name)}" is not a file of comments. Supported formats: ${formats}.`);
}
