import { problems } from '../../platform/problems/index.js';
import { limitsOf, maxRunBytes, separators } from '../imports/index.js';

const megabytes = (bytes: number) => `${bytes / 2 ** 20} MiB`;

/**
 * Creates a check that enforces the limits of a format while a file arrives.
 *
 * @returns a function to call with the parts of the file in their order; it throws too-large, naming the limit
 */
export function createLimitCheck(format: string): (part: Buffer) => void {
  const { maxFileBytes: fileBytes = Number.POSITIVE_INFINITY, separator } = limitsOf(format);
  let length = 0;
  /** Bytes since the last separator. */
  let runBytes = 0;
  return (part) => {
    length += part.length;
    if (length > fileBytes)
      throw problems.tooLarge(
        `A file in the format ${format} must have at most ${megabytes(fileBytes)}, uncompressed. Split the file.`,
      );
    if (separator === undefined) return;
    const last = part.lastIndexOf(separators[separator]);
    runBytes = last === -1 ? runBytes + part.length : part.length - last - 1;
    if (runBytes > maxRunBytes)
      throw problems.tooLarge(
        `A file in the format ${format} must have at most ${megabytes(maxRunBytes)} without a ${separator}.`,
      );
  };
}
