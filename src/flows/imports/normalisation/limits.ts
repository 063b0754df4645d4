/** What no file of a format has. More is refused while the file arrives. */
export type FileLimits = {
  /** Bytes of a file, unpacked. */
  maxFileBytes?: number;
  /** What stands between any two parts of a file. More than `longestRunBytes` without it are refused. */
  separator?: keyof typeof separators;
};

/** Twice as many as the longest item, so that an item that is too long costs itself and not the file. */
export const maxRunBytes = 32 * 2 ** 20;

export const separators = { 'line break': 0x0a, tag: 0x3c, 'quotation mark': 0x22 } as const;
