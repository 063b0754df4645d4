import { defineProblem } from '../../platform/problems/index.js';

export const unknownFormat = defineProblem(
  'unknown-format',
  422,
  'The file is in none of the formats',
  'Neither its first bytes nor its name say what it is. Name the format by `format`; GET /openapi.json lists those that there are.',
);

export const importNotOver = defineProblem(
  'import-not-over',
  409,
  'The import is not over',
  'It waits or runs. Cancel it first, or wait until it is over.',
);

export const importOver = defineProblem(
  'import-over',
  409,
  'The import is over',
  'It is done, failed or cancelled already; what it has taken in stays.',
);

/** Why an import failed as a whole, as it is told. */
export type ImportFailure = { code: string; title: string; detail: string };

export const failures = {
  tokenGone: {
    code: 'token-gone',
    title: 'The token is not good any more',
    detail:
      'The token that sent the file was revoked or has expired. What was taken in until then stays; send it again.',
  },
  gaveUp: {
    code: 'gave-up',
    title: 'It ended too often without getting on',
    detail: 'Each process that took it up ended before the next story was in. What was taken in until then stays.',
  },
  broken: {
    code: 'internal-error',
    title: 'Something broke on our side',
    detail:
      'The fault is ours and has been logged. What was taken in until then stays; the same file again goes on there.',
  },
} as const satisfies Record<string, ImportFailure>;

/** Starts of one import that write nothing, one after the other: after so many it is the file that ends the processes. */
export const maxAttempts = 20;
