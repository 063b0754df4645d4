import { databaseFault } from '../db/index.js';
import { Problem, problems } from './problems.js';

export function invalidBody(code: string, detail: string): Problem {
  return problems.invalidRequest(detail, { errors: [{ pointer: '', code, detail }] });
}

/** What an error says to a client; undefined for a bug. */
export function refusalOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const fault = databaseFault(error);
  switch (fault) {
    case 'duplicate':
      return problems.conflict('Another request has just stored the same thing.');
    case 'missing-reference':
      return problems.unknownReference(
        'Something that the request refers to does not exist, or has just been deleted.',
      );
    case 'missing-row':
      return problems.notFound('It has just been deleted.');
    case 'unfit-value':
      return problems.invalidRequest('A value cannot be stored as it is.');
    case 'away':
      return problems.unavailable('The database cannot be reached or is overloaded.', {
        headers: { 'retry-after': '2' },
      });
    case 'disk-full':
      return problems.diskFull('There is too little disk space to store anything.', {
        headers: { 'retry-after': '30' },
      });
    default:
      return undefined;
  }
}

export const tooLarge = (maxBytes: number) =>
  problems.tooLarge(`A file may have ${Math.floor(maxBytes / 1024 / 1024)} MiB at most, here.`);
