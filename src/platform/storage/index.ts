export { createStorage, type StorageKind, type StorageSettings, storageKinds } from './create-storage.js';
export type { S3Settings } from './s3-client.js';
export type { ByteRange, IncompleteFile, Storage, StoredFile } from './storage.js';
