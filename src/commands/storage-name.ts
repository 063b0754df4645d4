import type { StorageKind, StorageSettings } from '../platform/storage/index.js';

/** Returns where the files of assets are, for a sentence. */
export const nameStorage = ({ folder, s3, ...settings }: StorageSettings, kind: StorageKind = settings.kind): string =>
  kind === 's3' ? `the bucket ${s3?.bucket}` : `the folder ${folder}`;
