import type { components } from './schema.d.ts';

/** An RFC 9457 problem document. */
export type Problem = components['schemas']['Problem'];

/** An error response with its problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** The HTTP status code. */
  readonly status: number;
  /** The stable code of the problem, in kebab case. `no-problem-document` if the response is not from Broadsheet. */
  readonly code: string;
  /** What is wrong with this request. */
  readonly detail: string;
  /** The invalid parts of the body or the parameters. Empty if the problem has another cause. */
  readonly errors: NonNullable<Problem['errors']>;
  /** The complete document, with `requestId` and the members of the code, such as `currentVersion`. */
  readonly problem: Partial<Problem>;

  constructor(response: Response, body: unknown) {
    const problem: Partial<Problem> = typeof body === 'object' && body !== null ? body : {};
    const { code = 'no-problem-document', detail = response.statusText, errors = [] } = problem;
    const places = errors.map((error) => `\n  ${error.pointer ?? error.parameter ?? ''}: ${error.detail}`);
    super(`${response.status} ${code}: ${detail}${places.join('')}`);
    this.status = response.status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.problem = problem;
  }
}

type Result<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * Returns the data of a response, or `undefined` if it has none (204).
 * @throws {ApiProblem} for every response that is not 2xx
 */
export async function ok<Data>(result: Result<Data> | Promise<Result<Data>>): Promise<Data> {
  const { data, error, response } = await result;
  if (!response.ok) throw new ApiProblem(response, error);
  return data as Data;
}
