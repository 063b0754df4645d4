import { databaseFault } from '../db/index.js';
import { Problem, problems } from './problems.js';

export function invalidBody(code: string, detail: string): Problem {
  return problems.invalidRequest(detail, { errors: [{ pointer: '', code, detail }] });
}

/** Returns the problem that an error means for the client, or undefined for a bug. */
export function refusalOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const fault = databaseFault(error);
  switch (fault) {
    case 'duplicate':
      return problems.conflict(
        'Another request has just stored the same resource. Read it again and repeat the request.',
      );
    case 'missing-reference':
      return problems.unknownReference('The request refers to something that does not exist or has just been deleted.');
    case 'missing-row':
      return problems.notFound('The resource has just been deleted.');
    case 'unfit-value':
      return problems.invalidRequest('A value in the request cannot be stored.');
    case 'away':
      return problems.unavailable('The database cannot be reached or is overloaded.', {
        headers: { 'retry-after': '2' },
      });
    case 'disk-full':
      return problems.diskFull('The server has too little disk space to store anything.', {
        headers: { 'retry-after': '30' },
      });
    default:
      return undefined;
  }
}

export const tooLarge = (maxBytes: number) =>
  problems.tooLarge(`A file may have at most ${Math.floor(maxBytes / 1024 / 1024)} MiB.`);
