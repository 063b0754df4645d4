import { isUtf8 } from 'node:buffer';
import { type SkippedItem, skipItem } from '../../normalisation/draft.js';

/** A file of an archive that is a story in Markdown; `text` is null where it is too long. */
export type ArchiveFile = { kind: 'file'; path: string; text: string | null };

/** A file's text, null where it was too long; or that it is no text. */
export function fileOf(path: string, content: Buffer | null): ArchiveFile | SkippedItem {
  if (content !== null && !isUtf8(content))
    return skipItem(path, null, 'not-utf8', 'It is not in UTF-8: save it anew in that encoding.');
  return { kind: 'file', path, text: content?.toString('utf8') ?? null };
}

/** Bytes of one file: ten times as many as Markdown may have characters. */
export const maxFileBytes = 2 ** 20;

/** Bytes of an archive that has to be held, of all files that are taken from one, and of all that one streams past. */
export const maxPackedBytes = 256 * 2 ** 20;
export const maxExtractedBytes = 128 * 2 ** 20;
export const maxStreamedBytes = 2 * 2 ** 30;

/** Entries of an archive. */
export const maxEntries = 200_000;

const localHeader = Buffer.from('504b0304', 'hex');

export const isZip = (head: Buffer): boolean => head.subarray(0, 4).equals(localHeader);
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
export const isTar = (head: Buffer): boolean => head.toString('latin1', 257, 262) === 'ustar';
export const isMarkdown = (path: string): boolean => /\.(?:md|markdown)$/i.test(path);

/**
 * What to do with an entry: take it, leave it, or say why it is refused. What is no Markdown, is hidden, or is what an
 * operating system leaves beside files, is left without a word.
 */
export function classifyEntry(path: string): 'take' | 'leave' | SkippedItem {
  const steps = path.split(/[/\\]/);
  if (steps.some((step) => step === '__MACOSX' || (step.startsWith('.') && !/^\.{1,2}$/.test(step)))) return 'leave';
  if (!isMarkdown(path)) return 'leave';
  if (/^(?:[/\\]|[a-z]:)/i.test(path) || steps.includes('..') || path.includes('\0'))
    return skipItem(path.slice(0, 200), null, 'path-climbs', 'The path leads out of the archive: pack the files anew.');
  return path.length > 1_000
    ? skipItem(path.slice(0, 200), null, 'path-too-long', 'The path has more than 1,000 characters.')
    : 'take';
}

export const tooLarge = (from: string, limit: number): SkippedItem =>
  skipItem(
    from,
    null,
    'archive-too-large',
    `More than ${limit / 2 ** 20} MiB: pack the stories without their pictures, or in parts.`,
  );

export const brokenArchive = (from: string): SkippedItem =>
  skipItem(from, null, 'broken-file', 'The archive is broken there, and nothing after it was read.');

export const tooManyEntries = (from: string): SkippedItem =>
  skipItem(
    from,
    null,
    'too-many-files',
    `The archive has more than ${maxEntries.toLocaleString('en')} files: pack it in parts.`,
  );

/** The names of files that begin in the first bytes of a .zip. */
export function namesIn(head: Buffer): string[] {
  const names: string[] = [];
  for (let at = head.indexOf(localHeader); at !== -1; at = head.indexOf(localHeader, at + 4)) {
    if (at + 30 > head.length) break;
    names.push(head.toString('utf8', at + 30, at + 30 + head.readUInt16LE(at + 26)));
  }
  return names;
}
