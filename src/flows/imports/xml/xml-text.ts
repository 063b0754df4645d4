import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';

/** Bytes in which a file says how it is encoded. */
const declared = 1024;

/** Characters between two tags that are handed on: past that there is no story, and nothing holds them. */
const longestRun = 8 * 2 ** 20;

const asBuffer = (chunk: unknown): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);

/** The text of an XML file, in the encoding that its mark or its declaration states, without what stands before it. */
export async function* xmlText(bytes: Readable): AsyncGenerator<string> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let decoder = new TextDecoder();
  let begun: boolean = false;
  for await (const chunk of bytes) {
    let part = asBuffer(chunk);
    if (head !== undefined) {
      head = Buffer.concat([head, part]);
      if (head.length < declared) continue;
      part = head;
      head = undefined;
      decoder = decoderFor(part);
    }
    const text: string = decoder.decode(part, { stream: true });
    // Many a template leaves an empty line in front of the declaration, which has to be the first thing of all.
    const kept: string = begun ? text : text.trimStart();
    begun ||= kept !== '';
    if (kept !== '') yield kept;
  }
  if (head !== undefined) yield decoderFor(head).decode(head).trimStart();
  else yield decoder.decode();
}

function decoderFor(head: Buffer): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  const label = /^\W*<\?xml[^>]{0,100}\sencoding=["']([\w.:-]{1,40})["']/.exec(
    head.toString('latin1', 0, declared),
  )?.[1];
  try {
    // What is in UTF-16 has a mark, or could not have been read so far.
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
const longestOpener = 9;

/**
 * The text with texts, CDATA sections and comments of more than 8 Mi characters cut, so that one huge item costs itself and
 * not the file. Lines behind a cut are counted without those that it took.
 */
export async function* withoutHugeRuns(chunks: AsyncIterable<string>, longest = longestRun): AsyncGenerator<string> {
  let rest = '';
  let run: Run | null = null;
  let length = 0;

  /** The part of a run that is handed on. A text is cut where no reference can be torn. */
  function within(text: string): string {
    const room = longest - length;
    length += text.length;
    if (run === tag || text.length <= room) return text;
    if (run !== null) return text.slice(0, Math.max(0, room));
    if (room < 0) return '';
    const gap = text.slice(room).search(/[\s;]/);
    if (gap !== -1) return text.slice(0, room + gap + 1);
    length = longest;
    return text;
  }

  function* cut(text: string, isLast: boolean): Generator<string> {
    let at = 0;
    for (;;) {
      const end: string = run?.end ?? '<';
      const found = text.indexOf(end, at);
      if (found === -1) {
        // The end may be cut in two.
        const safe = isLast || run === null ? text.length : Math.max(at, text.length - end.length + 1);
        yield within(text.slice(at, safe));
        rest = text.slice(safe);
        return;
      }
      if (run === null) {
        if (!isLast && text.length - found < longestOpener) {
          yield within(text.slice(at, found));
          rest = text.slice(found);
          return;
        }
        const next: Run = runs.find(({ opener }) => text.startsWith(opener, found)) ?? tag;
        yield within(text.slice(at, found)) + next.opener;
        at = found + next.opener.length;
        run = next;
      } else {
        yield within(text.slice(at, found)) + end;
        at = found + end.length;
        run = null;
      }
      length = 0;
    }
  }

  for await (const chunk of chunks) yield* cut(rest + chunk, false);
  yield* cut(rest, true);
}

/** The first tag of an XML file; null where there is none in what is there of it. */
export function rootOf(head: Buffer): string | null {
  const text = decoderFor(head).decode(head);
  let at = 0;
  for (;;) {
    const opens = text.indexOf('<', at);
    if (opens === -1 || (at === 0 && text.slice(0, opens).trim() !== '')) return null;
    const end = text.startsWith('<!--', opens) ? '-->' : text.startsWith('<?', opens) ? '?>' : '>';
    const closes = text.indexOf(end, opens);
    const found = closes === -1 ? text.slice(opens) : text.slice(opens, closes + 1);
    if (/^<[\w.-]/.test(found)) return found;
    if (closes === -1) return null;
    // What a document type declares in brackets is passed over piece by piece: none of its pieces looks like an element.
    at = closes + end.length;
  }
}
