/** What is wrong with one place of a request: in its body (`pointer`, RFC 6901) or elsewhere (`parameter`). */
export type ProblemPlace = { pointer?: string; parameter?: string; code: string; detail: string };

type Extras = {
  errors?: ProblemPlace[];
  /** Members of its own, as RFC 9457 allows. */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
};

export type ProblemDefinition = {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** What it means and what to do, for the page at its `type`. */
  readonly explanation: string;
  /** Makes the refusal of one request. */
  (detail: string, extras?: Extras): Problem;
};

/** A refusal that the client can act on. Anything else that is thrown is a bug. */
export class Problem extends Error {
  constructor(
    readonly definition: ProblemDefinition,
    readonly detail: string,
    readonly extras: Extras,
  ) {
    super(detail);
  }
}

const catalogue = new Map<string, ProblemDefinition>();

/**
 * Adds a refusal to the catalogue: one for all of Broadsheet, served at `/problems/{code}`.
 *
 * @param code stable and kebab-case; clients switch on it
 */
export function defineProblem(code: string, status: number, title: string, explanation: string): ProblemDefinition {
  if (catalogue.has(code)) throw new Error(`The problem ${code} is defined twice.`);
  const make = (detail: string, extras: Extras = {}) => new Problem(definition, detail, extras);
  const definition: ProblemDefinition = Object.assign(make, { code, status, title, explanation });
  catalogue.set(code, definition);
  return definition;
}

export function allProblems(): ProblemDefinition[] {
  return [...catalogue.values()].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
}

export const problems = {
  invalidRequest: defineProblem(
    'invalid-request',
    400,
    'The request does not fit its schema',
    'Each entry of `errors` names a place, by JSON pointer into the body or by the name of a parameter or header, and says what is expected there. Correct those and send it again.',
  ),
  unauthenticated: defineProblem(
    'unauthenticated',
    401,
    'A valid token is needed',
    'Send `Authorization: Bearer <token>`. The token is missing, mistyped, revoked or expired; an administrator makes new ones with POST /v1/tokens.',
  ),
  forbidden: defineProblem(
    'forbidden',
    403,
    'The token does not allow this',
    'The problem names the scope that is needed. Ask an administrator for a token that has it.',
  ),
  notFound: defineProblem(
    'not-found',
    404,
    'There is no such thing here',
    'Nothing has this address, or what has it is not public and the request did not ask for the desk. Check the id or slug.',
  ),
  methodNotAllowed: defineProblem(
    'method-not-allowed',
    405,
    'The address does not support this method',
    'The `Allow` header of the response lists the methods that this address supports. Use one of them.',
  ),
  notAcceptable: defineProblem(
    'not-acceptable',
    406,
    'It is not given in this form',
    '`Accept` refuses the form in which this is usually given, and names none of the others. Send `Accept: */*`, or leave it out.',
  ),
  staleVersion: defineProblem(
    'stale-version',
    412,
    'Somebody else has changed it',
    '`If-Match` names no current version, or `If-None-Match` names the current one, or `*` and the resource exists. Nothing was changed. Read the resource again, carry your change over to `currentVersion`, and send it with the new ETag.',
  ),
  preconditionUnsupported: defineProblem(
    'precondition-unsupported',
    400,
    'This write cannot be conditional',
    'What this operation writes has no version, so that `If-Match` and `If-None-Match` cannot be evaluated. Nothing was changed. Send the request without them.',
  ),
  requestTimeout: defineProblem(
    'request-timeout',
    408,
    'The request took too long to arrive',
    'A request has 30 seconds to arrive whole. Send it again, on a better line or in smaller parts.',
  ),
  headersTooLarge: defineProblem(
    'headers-too-large',
    431,
    'The headers are too large',
    'The address and the headers together may have 16 KiB. Send fewer or shorter ones.',
  ),
  tooLarge: defineProblem(
    'too-large',
    413,
    'The body is too large',
    'A body may be 1 MiB at most; that of POST /v1/bulk 16 MiB, and a file that is imported as many as the operator allows. Send less at a time.',
  ),
  unsupportedMediaType: defineProblem(
    'unsupported-media-type',
    415,
    'The body is in a form that is not understood',
    'Send `Content-Type: application/json` (for PATCH, application/merge-patch+json will do as well).',
  ),
  unknownReference: defineProblem(
    'unknown-reference',
    422,
    'It names something that does not exist',
    'A section, person, article or comment that the request refers to does not exist. `errors` says where. Create it first, or correct the reference.',
  ),
  keyReused: defineProblem(
    'idempotency-key-reused',
    422,
    'The Idempotency-Key belongs to another request',
    'This key came before with another body or address. Use a fresh key for each new request; repeat a request with exactly the body that it had.',
  ),
  keyInFlight: defineProblem(
    'idempotency-in-flight',
    409,
    'The first request with this key is still being answered',
    'Wait for the seconds in `Retry-After` and repeat the request to get the first answer.',
  ),
  conflict: defineProblem(
    'conflict',
    409,
    'Another change came first',
    'Somebody changed the same thing at the same moment. Read it again and repeat the request.',
  ),
  tooMany: defineProblem(
    'too-many-requests',
    429,
    'Too many requests',
    'Wait for the seconds in `Retry-After`. The `RateLimit-*` headers say how many requests are left.',
  ),
  internal: defineProblem(
    'internal-error',
    500,
    'Something broke on our side',
    'The fault is ours and has been logged under `requestId`. Report it with that id; repeating the request may help.',
  ),
  unavailable: defineProblem(
    'unavailable',
    503,
    'The service cannot answer just now',
    'The database is away or overloaded, or the server is closing. Wait for the seconds in `Retry-After` and repeat the request.',
  ),
  diskFull: defineProblem(
    'disk-full',
    507,
    'The disk is full',
    'The server has too little disk space to store anything. Reads go on. Ask the operator to free space; then repeat the request.',
  ),
};
