import { defineProblem } from '../../platform/problems/index.js';
import { formatNames, type ImportReport } from '../imports/index.js';

export const unknownFormat = defineProblem(
  'unknown-format',
  422,
  'Unknown file format',
  `The server cannot detect the format from the content or the name of the file. Send the query parameter \`format\` with one of these values: ${formatNames}.`,
);

export const importNotOver = defineProblem(
  'import-not-over',
  409,
  'The import has not ended',
  'The import is queued or running. Cancel it, or wait until it has ended, and try again.',
);

export const importOver = defineProblem(
  'import-over',
  409,
  'The import has already ended',
  'The import is done, failed or cancelled, so it cannot be cancelled. The articles that it has imported are kept.',
);

/** The reason why an import as a whole failed, as clients see it. */
export type ImportFailure = { code: string; title: string; detail: string };

export const failures = {
  tokenGone: {
    code: 'token-gone',
    title: 'The token is no longer valid',
    detail:
      'The token that sent the file was revoked or has expired. Send the file again with a valid token to continue.',
  },
  gaveUp: {
    code: 'gave-up',
    title: 'The import was interrupted too often without progress',
    detail: 'No process could store the next item. Remove that item (number `done`, from 0) and send the file again.',
  },
  broken: {
    code: 'internal-error',
    title: 'Unexpected error',
    detail: 'The import failed with an unexpected error, which has been logged. Send the same file again to continue.',
  },
} as const satisfies Record<string, ImportFailure>;

/** Returns the failure for a file that could not be read to its end. */
export const toFailure = ({ from, reason, detail, isPartial }: NonNullable<ImportReport['fault']>): ImportFailure => ({
  code: reason,
  title: isPartial ? 'The file could be read only in part' : 'The file could not be read',
  detail: from === 'file' ? detail : `${from}: ${detail}`,
});

/** How often in a row an import may start without storing an item. After that, the file is assumed to be the cause. */
export const maxAttempts = 20;
