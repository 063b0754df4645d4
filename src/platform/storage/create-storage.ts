import { createFolderStorage } from './folder-storage.js';
import type { S3Settings } from './s3-client.js';
import { createS3Storage } from './s3-storage.js';
import type { Storage } from './storage.js';

export const storageKinds = ['folder', 's3'] as const;
export type StorageKind = (typeof storageKinds)[number];

export type StorageSettings = {
  /** Where the files are. */
  kind: StorageKind;
  /** The folder of the files or, with S3, of the files that are being received. */
  folder: string;
  /** Undefined if no bucket is configured. */
  s3: S3Settings | undefined;
};

/** Opens a storage. @throws an error if the kind is s3 and no bucket is configured */
export function createStorage(
  { kind, folder, s3 }: StorageSettings,
  log?: { warn(details: object, message: string): void },
): Storage {
  if (kind === 'folder') return createFolderStorage(folder);
  if (s3 === undefined) throw new Error('No bucket is configured.');
  return createS3Storage(s3, folder, log);
}
