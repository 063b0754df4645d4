import { failItem, fileFault, type SkippedItem } from '../../normalisation/draft.js';
import { findUtf8Fault } from '../../normalisation/encoding.js';

/** A Markdown file of an archive. `text` is null if the file is too large. */
export type ArchiveFile = { kind: 'file'; path: string; text: string | null };

/** Returns a file with its text, or a skipped item if the content is not valid UTF-8. */
export function fileOf(path: string, content: Buffer | null): ArchiveFile | SkippedItem {
  const fault = content === null ? undefined : findUtf8Fault(content);
  if (fault !== undefined) return failItem(path, null, 'not-utf8', fault.detail);
  return { kind: 'file', path, text: content?.toString('utf8') ?? null };
}

/** The maximum size of one file: ten times the maximum number of characters of Markdown. Bytes. */
export const maxFileBytes = 2 ** 20;

/** Maximum sizes: of a .zip, which is held in memory; of all extracted files; of an uncompressed .tar. Bytes. */
export const maxPackedBytes = 256 * 2 ** 20;
export const maxExtractedBytes = 128 * 2 ** 20;
export const maxStreamedBytes = 2 * 2 ** 30;

/** The maximum number of entries of an archive. */
export const maxEntries = 200_000;

const localHeader = Buffer.from('504b0304', 'hex');

export const isZip = (head: Buffer): boolean => head.subarray(0, 4).equals(localHeader);
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
export const isTar = (head: Buffer): boolean => head.toString('latin1', 257, 262) === 'ustar';
export const isMarkdown = (path: string): boolean => /\.(?:md|markdown)$/i.test(path);

/**
 * Decides whether to take an entry, to leave it, or to report it as skipped. Hidden files, files of operating systems
 * and files other than Markdown are left without a report.
 */
export function classifyEntry(path: string): 'take' | 'leave' | SkippedItem {
  const steps = path.split(/[/\\]/);
  if (steps.some((step) => step === '__MACOSX' || (step.startsWith('.') && !/^\.{1,2}$/.test(step)))) return 'leave';
  if (!isMarkdown(path)) return 'leave';
  if (/^(?:[/\\]|[a-z]:)/i.test(path) || steps.includes('..') || path.includes('\0'))
    return failItem(path.slice(0, 200), null, 'path-climbs', 'The path leads out of the archive. Pack the file again.');
  return path.length > 1_000
    ? failItem(path.slice(0, 200), null, 'path-too-long', 'The path has more than 1,000 characters. Shorten it.')
    : 'take';
}

export const tooLarge = (from: string, limit: number): SkippedItem =>
  fileFault(
    from,
    'archive-too-large',
    `The archive has more than ${limit / 2 ** 20} MiB. Pack the articles without images, or in several archives.`,
  );

export const brokenArchive = (from: string): SkippedItem =>
  fileFault(from, 'broken-file', 'The archive is damaged here, and nothing after this place was read.');

export const tooManyEntries = (from: string): SkippedItem =>
  fileFault(
    from,
    'too-many-files',
    `The archive has more than ${maxEntries.toLocaleString('en')} files. Pack them in several archives.`,
  );

/** Returns the names of the files that begin in the first bytes of a .zip. */
export function namesIn(head: Buffer): string[] {
  const names: string[] = [];
  for (let at = head.indexOf(localHeader); at !== -1; at = head.indexOf(localHeader, at + 4)) {
    if (at + 30 > head.length) break;
    names.push(head.toString('utf8', at + 30, at + 30 + head.readUInt16LE(at + 26)));
  }
  return names;
}
