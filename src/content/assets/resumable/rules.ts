import { defineProblem } from '../../../platform/problems/index.js';

export const wrongOffset = defineProblem(
  'wrong-offset',
  409,
  'The upload does not continue at this offset',
  '`Upload-Offset` must be the number of bytes that the server has. Another request may have added bytes. Read the offset with HEAD and continue there.',
);

export const unsupportedTusVersion = defineProblem(
  'unsupported-tus-version',
  412,
  'This version of tus is not supported',
  'Resumable uploads follow version 1.0.0 of the protocol tus. Send `Tus-Resumable: 1.0.0`.',
);

/** Creates the problem of bytes that do not continue the `offset` bytes that the server has. */
export const createOffsetProblem = (offset: number) =>
  wrongOffset(`The server has ${offset} bytes.`, { members: { offset }, headers: { 'upload-offset': String(offset) } });
