import { TextDecoder } from 'node:util';
import { disqusComments } from './disqus.js';
import { ndjsonComments } from './ndjson.js';
import { quoteForMessage, type ReadItem } from './record.js';
import { wxrComments } from './wxr.js';

export type Format = 'wxr' | 'disqus' | 'ndjson';

type Options = {
  /** Where the comments come from, instead of what the file says. */
  source?: string | undefined;
  /** Hears how many bytes have been read. */
  progress?: ((bytes: number) => void) | undefined;
};

/** Bytes by which a format is told: WordPress writes a page of advice first. */
const maxHeadBytes = 64 * 1024;

/** A file of comments in none of the formats. */
export class UnknownFormat extends Error {}

const readers = { wxr: wxrComments, disqus: disqusComments, ndjson: ndjsonComments } as const;

/**
 * The comments of a file, in its order and one after the other, and what is none with the reason. The format is told by how
 * the file begins; its name only decides for one that is empty or begins with a broken line.
 *
 * @throws UnknownFormat when it is none of the formats, saying which they are
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

/** By the mark at the beginning, or by what the XML says of itself. */
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
  // A line that goes on behind what is looked at is a long one; other JSON opens in its first line what it closes later.
  if (text.startsWith('{'))
    return hasNdjsonExtension || /^[^\n]*(?:\}\s*)?$|^[^\n]*\}[ \t\r]*\n/.test(text) ? 'ndjson' : undefined;
  if (!text.startsWith('<')) return undefined;
  const root = rootOf(text);
  if (root === 'disqus') return 'disqus';
  return root === 'rss' && text.includes('wordpress.org/export/') ? 'wxr' : undefined;
}

/** The name of the first element, behind what XML may begin with. */
function rootOf(text: string): string | undefined {
  let at = 0;
  for (;;) {
    const opens = text.indexOf('<', at);
    const end = text.startsWith('<!--', opens) ? '-->' : text.startsWith('<?', opens) ? '?>' : '>';
    const closes = opens === -1 ? -1 : text.indexOf(end, opens);
    if (closes === -1) return undefined;
    const name = /^<(?:[\w.-]+:)?(\w+)/.exec(text.slice(opens, opens + 100))?.[1];
    if (name !== undefined) return name;
    // What a document type declares in brackets is passed over piece by piece: none of its pieces looks like an element.
    at = closes + end.length;
  }
}

function unknownFormat(name: string): UnknownFormat {
  const formats = 'WordPress XML (WXR), Disqus XML, NDJSON of comments as an export writes them';
  return new UnknownFormat(`"${quoteForMessage(name)}" is no file of comments. The formats are: ${formats}.`);
}
