/** The key of the file with a checksum. The first characters spread the files over folders. */
export const originalKey = (checksum: string): string => `originals/${checksum.slice(0, 2)}/${checksum}`;

/** The prefix of the keys of all renditions of the file with a checksum. */
export const renditionFolder = (checksum: string): string => `renditions/${checksum.slice(0, 2)}/${checksum}/`;

/** The key of a rendition of the file with a checksum. */
export const renditionKey = (checksum: string, name: string): string => `${renditionFolder(checksum)}${name}`;

const keyPattern = /^(?:originals\/[0-9a-f]{2}\/([0-9a-f]{64})|renditions\/[0-9a-f]{2}\/([0-9a-f]{64})\/[^/]+)$/;

/** Returns the checksum of the file to which a key belongs, or undefined if it is not the key of a file of an asset. */
export function checksumOfKey(key: string): string | undefined {
  const [, original, rendition] = keyPattern.exec(key) ?? [];
  return original ?? rendition;
}
