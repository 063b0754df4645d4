/** The limits of a format. A larger file is refused while it arrives. */
export type FileLimits = {
  /** The maximum size of a file, uncompressed. Bytes. */
  maxFileBytes?: number;
  /** The byte between the parts of a file. More than `maxRunBytes` without it are refused. */
  separator?: keyof typeof separators;
};

/** Twice the maximum size of an item, so that an item that is somewhat too long is skipped and the file is accepted. */
export const maxRunBytes = 32 * 2 ** 20;

export const separators = { 'line break': 0x0a, tag: 0x3c, 'quotation mark': 0x22 } as const;
