import { problems } from '../../platform/problems/index.js';
import { limitsOf, maxRunBytes, separators } from '../imports/index.js';

const megabytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;

/**
 * Holds a file to what its format allows, part by part while it arrives.
 *
 * @returns what takes the parts in their order and throws too-large, naming the limit
 */
export function createLimitCheck(format: string): (part: Buffer) => void {
  const { maxFileBytes: fileBytes = Number.POSITIVE_INFINITY, separator } = limitsOf(format);
  let length = 0;
  /** Bytes since the last separator. */
  let runBytes = 0;
  return (part) => {
    length += part.length;
    if (length > fileBytes)
      throw problems.tooLarge(`A file in the format ${format} may have ${megabytes(fileBytes)} at most, unpacked.`);
    if (separator === undefined) return;
    const last = part.lastIndexOf(separators[separator]);
    runBytes = last === -1 ? runBytes + part.length : part.length - last - 1;
    if (runBytes > maxRunBytes)
      throw problems.tooLarge(
        `A file in the format ${format} may have ${megabytes(maxRunBytes)} without a ${separator} at most.`,
      );
  };
}
