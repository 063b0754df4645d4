export { createStorage, type StorageKind, type StorageSettings, storageKinds } from './create-storage.js';
export type { S3Settings } from './s3-client.js';
export {
  type ByteRange,
  type FoundFile,
  type IncompleteFile,
  isMissingFile,
  missingFile,
  missingFileText,
  type Storage,
  type StoredFile,
} from './storage.js';
