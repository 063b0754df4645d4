import { problems } from '../../platform/problems/index.js';
import { limitsOf, longestRunBytes, separators } from '../imports/index.js';

const megabytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;

/**
 * Holds a file to what its format allows, part by part while it arrives.
 *
 * @returns what takes the parts in their order and throws too-large, naming the limit
 */
export function limitCheck(format: string): (part: Buffer) => void {
  const { fileBytes = Number.POSITIVE_INFINITY, separator } = limitsOf(format);
  let length = 0;
  /** Bytes since the last separator. */
  let run = 0;
  return (part) => {
    length += part.length;
    if (length > fileBytes)
      throw problems.tooLarge(`A file in the format ${format} may have ${megabytes(fileBytes)} at most, unpacked.`);
    if (separator === undefined) return;
    const last = part.lastIndexOf(separators[separator]);
    run = last === -1 ? run + part.length : part.length - last - 1;
    if (run > longestRunBytes)
      throw problems.tooLarge(
        `A file in the format ${format} may have ${megabytes(longestRunBytes)} without a ${separator} at most.`,
      );
  };
}
