import { placeholderOrigin } from './code.js';
import { type ApiDocument, type ApiOperation, isJsonType, type Parameter, resolve, type Schema } from './document.js';
import type { ExampleMaker } from './examples.js';

/** An example request of an operation. It contains only what the operation requires. */
export type RequestExample = {
  /** The complete address, with the origin of the server. */
  url: string;
  origin: string;
  method: string;
  path: string;
  pathParameters: Record<string, unknown>;
  queryParameters: Record<string, unknown>;
  headers: Record<string, string>;
  isAuthenticated: boolean;
  /** The media type of the body, if it has one. */
  bodyType: string | undefined;
  /** The body as a JSON value, or undefined if it is a file. */
  body: unknown;
  responseType: string | undefined;
  isList: boolean;
};

/** Whether requests without a token are refused. */
export const requiresToken = ({ security }: ApiOperation): boolean =>
  security.length > 0 && security.every((requirement) => Object.keys(requirement).length > 0);

const valueOfParameter = (parameter: Parameter, examples: ExampleMaker): unknown =>
  parameter.example ?? (parameter.schema === undefined ? '' : examples.ofSchema(parameter.schema));

/** Returns an example of a parameter as text. */
export function exampleOfParameter(parameter: Parameter, examples: ExampleMaker): string {
  const value = valueOfParameter(parameter, examples);
  return Array.isArray(value) ? value.join(',') : String(value ?? '');
}

/**
 * Returns the media type that samples send: JSON if the operation accepts it with a schema, otherwise the first one. If
 * the first one has no example, the body is a file.
 */
function chooseBodyType(operation: ApiOperation, examples: ExampleMaker): string | undefined {
  const types = Object.entries(operation.body?.content ?? {});
  const [first] = types;
  if (first !== undefined && examples.ofMedia(...first) === undefined) return first[0];
  const [json] = types.find(([type, media]) => isJsonType(type) && examples.ofMedia(type, media) !== undefined) ?? [];
  return json ?? types[0]?.[0];
}

/** Whether the response is a page of a list whose cursors the typed client can follow. */
function isList(document: ApiDocument, { method, responses }: ApiOperation): boolean {
  const content = responses.find(([status]) => status === '200')?.[1].content ?? {};
  const schema = content['application/json']?.schema;
  const { properties = {} } = schema === undefined ? {} : resolve<Schema>(document, schema);
  const page = properties.page === undefined ? {} : resolve<Schema>(document, properties.page);
  return method === 'GET' && 'data' in properties && 'next' in (page.properties ?? {});
}

function successType({ responses }: ApiOperation): string | undefined {
  const response = responses.find(([status]) => status.startsWith('2'))?.[1];
  return Object.keys(response?.content ?? {})[0];
}

/** Returns the origin of the server from the document, or the placeholder. */
export function originOf(document: ApiDocument): string {
  const url = document.servers?.[0]?.url ?? '/';
  return /^https?:/.test(url) ? url.replace(/\/$/, '') : placeholderOrigin;
}

/** Creates an example request from the examples of a document. */
export function createRequestExample(
  document: ApiDocument,
  operation: ApiOperation,
  examples: ExampleMaker,
): RequestExample {
  const requiredParameters = operation.parameters.filter((parameter) => parameter.required === true);
  const valuesIn = (place: string) =>
    Object.fromEntries(
      requiredParameters
        .filter((parameter) => parameter.in === place)
        .map((parameter) => [parameter.name, valueOfParameter(parameter, examples)]),
    );
  const pathParameters = valuesIn('path');
  const queryParameters = valuesIn('query');
  const path = operation.path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(pathParameters[name] ?? name)),
  );
  const query = new URLSearchParams(
    Object.entries(queryParameters).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const origin = originOf(document);
  const bodyType = chooseBodyType(operation, examples);
  const media = bodyType === undefined ? undefined : operation.body?.content[bodyType];
  return {
    url: `${origin}${path}${query && `?${query}`}`,
    origin,
    method: operation.method,
    path: operation.path,
    pathParameters,
    queryParameters,
    headers: valuesIn('header') as Record<string, string>,
    isAuthenticated: requiresToken(operation),
    bodyType,
    body: bodyType === undefined || media === undefined ? undefined : examples.ofMedia(bodyType, media),
    responseType: successType(operation),
    isList: isList(document, operation),
  };
}
