import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { hasUtf8Mark } from '../normalisation/encoding.js';

/** Bytes that are searched for the declaration of the encoding. */
const declarationBytes = 1024;

/** The maximum number of characters between two tags. Longer texts are cut, because no article needs them. */
const maxRunCharacters = 8 * 2 ** 20;

const asBuffer = (chunk: unknown): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);

/** Yields the text of an XML file, decoded by its byte order mark or declaration, without leading white space. */
export async function* xmlText(bytes: Readable): AsyncGenerator<string> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder = new TextDecoder();
  let hasStarted: boolean = false;
  for await (const chunk of bytes) {
    let part = asBuffer(chunk);
    if (head !== undefined) {
      head = Buffer.concat([head, part]);
      if (head.length < declarationBytes) continue;
      part = head;
      head = undefined;
      decoder = decoderFor(part);
    }
    const text: string = decoder.decode(part, { stream: true });
    // Some templates write an empty line before the XML declaration, which is not allowed.
    const output: string = hasStarted ? text : text.trimStart();
    hasStarted ||= output !== '';
    if (output !== '') yield output;
  }
  if (head !== undefined) yield decoderFor(head).decode(head).trimStart();
  else yield decoder.decode();
}

function decoderFor(head: Buffer): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  if (hasUtf8Mark(head)) return new TextDecoder();
  const label = /^\W*<\?xml[^>]{0,100}\sencoding=["']([\w.:-]{1,40})["']/.exec(
    head.toString('latin1', 0, declarationBytes),
  )?.[1];
  try {
    // A file in UTF-16 without a mark could not have been read up to here, so such a declaration is wrong.
    return new TextDecoder(label === undefined || /^utf-?16/i.test(label) ? 'utf-8' : label);
  } catch {
    return new TextDecoder();
  }
}

type Run = { end: string; opener: string };

const runs: readonly Run[] = [
  { opener: '<![CDATA[', end: ']]>' },
  { opener: '<!--', end: '-->' },
  { opener: '<?', end: '?>' },
];
const tag: Run = { opener: '<', end: '>' };
const maxOpenerLength = 9;

/**
 * Cuts texts, CDATA sections and comments to at most 8 Mi characters, so that a huge item spoils only itself and not
 * the whole file. Line numbers after a cut do not count the lines that were cut.
 */
export async function* withoutHugeRuns(
  chunks: AsyncIterable<string>,
  maxCharacters = maxRunCharacters,
): AsyncGenerator<string> {
  let rest = '';
  let run: Run | null = null;
  let length = 0;

  /** Returns the part of a run within the limit. A text is not cut inside a character reference. */
  function limitRun(text: string): string {
    const remainingCharacters = maxCharacters - length;
    length += text.length;
    if (run === tag || text.length <= remainingCharacters) return text;
    if (run !== null) return text.slice(0, Math.max(0, remainingCharacters));
    if (remainingCharacters < 0) return '';
    const gap = text.slice(remainingCharacters).search(/[\s;]/);
    if (gap !== -1) return text.slice(0, remainingCharacters + gap + 1);
    length = maxCharacters;
    return text;
  }

  function* cut(text: string, isLast: boolean): Generator<string> {
    let at = 0;
    for (;;) {
      const end: string = run?.end ?? '<';
      const endIndex = text.indexOf(end, at);
      if (endIndex === -1) {
        // The end marker may be split between two chunks.
        const safe = isLast || run === null ? text.length : Math.max(at, text.length - end.length + 1);
        yield limitRun(text.slice(at, safe));
        rest = text.slice(safe);
        return;
      }
      if (run === null) {
        if (!isLast && text.length - endIndex < maxOpenerLength) {
          yield limitRun(text.slice(at, endIndex));
          rest = text.slice(endIndex);
          return;
        }
        const next: Run = runs.find(({ opener }) => text.startsWith(opener, endIndex)) ?? tag;
        yield limitRun(text.slice(at, endIndex)) + next.opener;
        at = endIndex + next.opener.length;
        run = next;
      } else {
        yield limitRun(text.slice(at, endIndex)) + end;
        at = endIndex + end.length;
        run = null;
      }
      length = 0;
    }
  }

  for await (const chunk of chunks) yield* cut(rest + chunk, false);
  yield* cut(rest, true);
}

/** Returns the first tag of an XML file, or null if `head` does not contain one. */
export function rootOf(head: Buffer): string | null {
  const text = decoderFor(head).decode(head);
  let at = 0;
  for (;;) {
    const opens = text.indexOf('<', at);
    if (opens === -1 || (at === 0 && text.slice(0, opens).trim() !== '')) return null;
    const end = text.startsWith('<!--', opens) ? '-->' : text.startsWith('<?', opens) ? '?>' : '>';
    const closes = text.indexOf(end, opens);
    const tagText = closes === -1 ? text.slice(opens) : text.slice(opens, closes + 1);
    if (/^<[\w.-]/.test(tagText)) return tagText;
    if (closes === -1) return null;
    // The declarations inside a document type are skipped one by one. None of them looks like an element.
    at = closes + end.length;
  }
}
