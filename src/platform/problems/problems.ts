/** A fault in one part of a request: in its body (`pointer`, RFC 6901) or elsewhere (`parameter`). */
export type ProblemPlace = { pointer?: string; parameter?: string; code: string; detail: string };

type Extras = {
  errors?: ProblemPlace[];
  /** Extension members (RFC 9457). */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
};

export type ProblemDefinition = {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** The meaning and the remedy, for the page at its `type`. */
  readonly explanation: string;
  /** Creates the problem of one request. */
  (detail: string, extras?: Extras): Problem;
};

/** An expected refusal that the client can act on. Every other thrown error is a bug. */
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
 * Adds a problem to the catalogue, which is served at `/problems/{code}`.
 *
 * @param code a stable kebab-case code on which clients switch
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
    'The request is not valid',
    'Each entry of `errors` says what is wrong with one field, parameter or header. `pointer` is a JSON pointer to a field of the body. `parameter` is the name of a parameter or header. Correct the errors and send the request again.',
  ),
  unauthenticated: defineProblem(
    'unauthenticated',
    401,
    'The request requires a valid token',
    'The token is missing, mistyped, revoked or expired. Send `Authorization: Bearer <token>` with a valid token. An administrator creates tokens with POST /v1/tokens.',
  ),
  forbidden: defineProblem(
    'forbidden',
    403,
    'The token does not allow this request',
    'The token does not have the scope that `scope` names. Ask an administrator for a token with this scope.',
  ),
  noAccount: defineProblem(
    'no-account',
    403,
    'There is no account for this identity',
    'The identity provider knows you, but you have no access to this newsroom. Ask an administrator to invite the e-mail address that your identity provider has verified, or to add you to a group with access. If you had access, it was withdrawn.',
  ),
  notFound: defineProblem(
    'not-found',
    404,
    'The resource does not exist',
    'The resource at this address does not exist or is not public. Check the id or slug. Drafts can be read only below `/v1/desk`.',
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
    'The requested media type is not available',
    'The resource is not available in any of the media types in `Accept`. Send `Accept: */*`, or omit the header.',
  ),
  rangeNotSatisfiable: defineProblem(
    'range-not-satisfiable',
    416,
    'The file has no such range',
    'The header `Range` begins after the end of the file. `Content-Range` has the size of the file. Omit `Range` to get the whole file.',
  ),
  staleVersion: defineProblem(
    'stale-version',
    412,
    'The resource has changed',
    'The request has a precondition that is not met. `If-Match` must name the current version. `If-None-Match` must not name the current version, and `If-None-Match: *` requires that the resource does not exist. Nothing was changed. Read the resource again, apply your change to the new version, and send it with the new ETag.',
  ),
  preconditionUnsupported: defineProblem(
    'precondition-unsupported',
    400,
    'This write cannot be conditional',
    'This operation does not support `If-Match` and `If-None-Match`, because there is no version to compare them with. Nothing was changed. Send the request without these headers.',
  ),
  requestTimeout: defineProblem(
    'request-timeout',
    408,
    'The request took too long to arrive',
    'A request must arrive completely within 30 seconds. Uploads of files may take longer, but at least 500 bytes per second must arrive. Send the request again over a faster connection, or send less data in one request.',
  ),
  headersTooLarge: defineProblem(
    'headers-too-large',
    431,
    'The headers are too large',
    'The URL and the headers together may have at most 16 KiB. Send fewer or shorter headers.',
  ),
  tooLarge: defineProblem(
    'too-large',
    413,
    'The body is too large',
    'A body may have at most 1 MiB, or 16 MiB for POST /v1/bulk. The operator sets the limit for imported files. Send less data in one request.',
  ),
  unsupportedMediaType: defineProblem(
    'unsupported-media-type',
    415,
    'The media type of the body is not supported',
    'Send `Content-Type: application/json`. PATCH also accepts application/merge-patch+json.',
  ),
  unknownReference: defineProblem(
    'unknown-reference',
    422,
    'The request refers to something that does not exist',
    'A section, person, article or comment that the request refers to does not exist. `errors` names the field or parameter with the reference. Create the missing resource first, or correct the reference.',
  ),
  textTooComplex: defineProblem(
    'text-too-complex',
    422,
    'The text takes too long to convert',
    'Broadsheet converts a text for at most 8 seconds. This text, or its comparison with another one, takes longer. Nothing was changed. Divide the text into several articles, or remove unusual markup, such as thousands of nested lists or tables.',
  ),
  responseErased: defineProblem(
    'response-erased',
    410,
    'The stored response was erased',
    'A request with this `Idempotency-Key` was carried out. Its response contained a comment that has since been retracted, or whose personal data was erased. It cannot be returned again. Do not repeat the request.',
  ),
  keyReused: defineProblem(
    'idempotency-key-reused',
    422,
    'The Idempotency-Key belongs to another request',
    'The key was already used with another body or address. Use a new key for each new request. When you repeat a request, send exactly the same body.',
  ),
  keyInFlight: defineProblem(
    'idempotency-in-flight',
    409,
    'The first request with this key is still running',
    'Wait for the number of seconds in `Retry-After`, then repeat the request to get the first response.',
  ),
  conflict: defineProblem(
    'conflict',
    409,
    'Another change came first',
    'Another request changed the same resource at the same time. Read the resource again and repeat the request.',
  ),
  tooMany: defineProblem(
    'too-many-requests',
    429,
    'Too many requests',
    'Wait for the number of seconds in `Retry-After`. The `RateLimit-*` headers show how many requests are left.',
  ),
  internal: defineProblem(
    'internal-error',
    500,
    'The server failed',
    'The server failed unexpectedly and logged the error under `requestId`. Repeat the request, or report the error with that id.',
  ),
  unavailable: defineProblem(
    'unavailable',
    503,
    'The service is temporarily unavailable',
    'The database or the identity provider cannot be reached or is overloaded, or the server is shutting down. Wait for the number of seconds in `Retry-After`, then repeat the request.',
  ),
  diskFull: defineProblem(
    'disk-full',
    507,
    'The disk is full',
    'The server has too little disk space to store anything. Read requests still work. Ask the operator to free space, then repeat the request.',
  ),
};
