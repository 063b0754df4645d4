import type { Readable } from 'node:stream';
import { Problem, problems } from '../problems/index.js';

/** A range of bytes, both ends included, as in HTTP. */
export type ByteRange = { start: number; end: number };

/** A file that was received, but is not stored yet. */
type ReceivedFile = {
  bytes: number;
  /** The path of a local copy, for programs that read it. It is valid until `discard`. */
  path: string;
  /**
   * Stores the file under a key. When it resolves, the file is on the disk, or the S3 storage has confirmed it. If
   * there is a file with the key, it stays, because a key always means the same content. May be called again.
   */
  store(key: string): Promise<void>;
  /** Deletes the local copy. Stored files stay. */
  discard(): Promise<void>;
};

/** A file with its size. Large ones have no `content`. */
export type FoundFile = { bytes: number; content?: Buffer };

export type StoredFile = { key: string; bytes: number; changedAt: Date };

/** What remains of a file that was not received or stored completely. `name` is for operators. */
export type IncompleteFile = { name: string; changedAt: Date; remove(): Promise<void> };

/**
 * Stores files under keys such as `originals/3a/3a7f…`. Files never change: new content gets a new key. A key has
 * lower-case letters, digits, `/`, `.`, `_` and `-` only.
 */
export type Storage = {
  /**
   * Receives a file part by part, with backpressure. The caller must call `discard`.
   *
   * @throws what reading the parts throws; then nothing is left
   */
  receive(parts: AsyncIterable<Buffer>): Promise<ReceivedFile>;
  /** Returns the size of a file in bytes, or undefined if there is no such file. */
  size(key: string): Promise<number | undefined>;
  /** Finds a file. Reads it, too, if it has at most this many bytes. Returns undefined if there is no such file. */
  find(key: string, maxBytes: number): Promise<FoundFile | undefined>;
  /** Opens a file or a part of it. @throws unavailable if there is no such file */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Deletes a file. It does nothing if there is no such file. */
  remove(key: string): Promise<void>;
  /** Lists what remains of files that were not received or stored completely, and has not changed since a time. */
  listIncomplete(before: Date): AsyncIterable<IncompleteFile>;
  /** Lists the files below a prefix that ends with `/`, in any order. */
  list(prefix: string): AsyncIterable<StoredFile>;
};

export const missingFileText = 'The file is missing in the storage of the newsroom. An operator has to restore it.';

/** Returns the problem of a file that is missing. Other problems with the same code mean that the storage fails. */
export const missingFile = () => problems.unavailable(missingFileText);

export const isMissingFile = (error: unknown): error is Problem =>
  error instanceof Problem && error.detail === missingFileText;

const validKey = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*$/;

/** Checks a key. Keys are made from ids and checksums, so that a wrong one is a bug. */
export function requireKey(key: string): string {
  if (!validKey.test(key)) throw new Error(`${JSON.stringify(key)} is no key of a stored file.`);
  return key;
}
