export { createFolderStorage } from './folder-storage.js';
export type { ByteRange, Storage } from './storage.js';
