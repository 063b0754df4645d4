import type { components } from './schema.d.ts';

/** An RFC 9457 problem document. */
export type Problem = components['schemas']['Problem'];

/** A refusal, with what the newsroom says of it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Of HTTP. */
  readonly status: number;
  /** Stable and kebab-case: switch on it. `no-problem-document` when what answered was not the newsroom. */
  readonly code: string;
  /** What is wrong this time. */
  readonly detail: string;
  /** Where in the body or the parameters it is wrong; empty when it is none of them. */
  readonly errors: NonNullable<Problem['errors']>;
  /** The whole document, with `requestId` and what belongs to the code, such as `currentVersion`. */
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
 * The data of an answer, `undefined` when it has none (204).
 * @throws {ApiProblem} for every answer that is not 2xx
 */
export async function ok<Data>(result: Result<Data> | Promise<Result<Data>>): Promise<Data> {
  const { data, error, response } = await result;
  if (!response.ok) throw new ApiProblem(response, error);
  return data as Data;
}
