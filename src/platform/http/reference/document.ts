export type Json = Record<string, unknown>;

type Flags<Name extends string> = { [Key in Name]?: boolean };

/** A JSON Schema of OpenAPI 3.1. */
export type Schema = {
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  format?: string;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  example?: unknown;
  examples?: readonly unknown[];
} & Flags<'deprecated'> & { readonly [Key in 'required']?: readonly string[] } & {
    readonly [Limit in `${'min' | 'max'}${'Length' | 'imum' | 'Items' | 'Properties'}`]?: number;
  };

export type Reference = { $ref: string };
export type Media = { schema?: Schema; example?: unknown; examples?: Record<string, { value?: unknown } | Reference> };
export type Parameter = Flags<'required' | 'deprecated'> & {
  name: string;
  in: string;
  description?: string;
  schema?: Schema;
  example?: unknown;
};
export type Body = Flags<'required'> & { description?: string; content: Record<string, Media> };
export type Header = { description?: string; schema?: Schema };
export type Response = {
  description?: string;
  headers?: Record<string, Header | Reference>;
  content?: Record<string, Media>;
};
type Operation = Flags<'deprecated'> & {
  operationId: string;
  tags?: readonly string[];
  summary?: string;
  description?: string;
  parameters?: readonly (Parameter | Reference)[];
  requestBody?: Body | Reference;
  responses?: Record<string, Response | Reference>;
  security?: readonly Record<string, readonly string[]>[];
  'x-required-scope'?: string;
};
type PathItem = Record<string, Operation>;

/** The parts of an OpenAPI 3.1 document that the reference shows. */
export type ApiDocument = {
  info: { title: string; version: string; summary?: string; description?: string };
  servers?: readonly { url: string }[];
  tags?: readonly { name: string; description?: string }[];
  security?: Operation['security'];
  paths: Record<string, PathItem>;
  webhooks?: Record<string, PathItem>;
  components?: {
    schemas?: Record<string, Schema>;
    securitySchemes?: Record<string, { type?: string; scheme?: string; description?: string }>;
  } & Json;
};

/** An operation whose references to parameters, bodies and responses are resolved. */
export type ApiOperation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  isDeprecated: boolean;
  parameters: readonly Parameter[];
  body: Body | undefined;
  responses: readonly (readonly [status: string, response: Response])[];
  security: readonly Record<string, readonly string[]>[];
  scope: string | undefined;
};

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Returns the name of the component to which a reference points. */
export const nameOfReference = (reference: string): string =>
  decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1))
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');

/** Resolves a reference within the document. Other values are returned unchanged. */
export function resolve<Value extends object>(document: ApiDocument, value: Value | Reference): Value {
  let current: unknown = value;
  for (let steps = 0; steps < 10; steps++) {
    const reference = (current as { $ref?: unknown } | undefined)?.$ref;
    if (typeof reference !== 'string' || !reference.startsWith('#/')) break;
    current = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((parent, key) => (parent as Json | undefined)?.[nameOfReference(key)], document);
  }
  return (current ?? {}) as Value;
}

function toApiOperation(document: ApiDocument, path: string, method: string, operation: Operation): ApiOperation {
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    tag: operation.tags?.[0] ?? 'Other',
    summary: operation.summary ?? operation.operationId,
    description: operation.description ?? '',
    isDeprecated: operation.deprecated === true,
    parameters: (operation.parameters ?? []).map((parameter) => resolve(document, parameter)),
    body: operation.requestBody === undefined ? undefined : resolve(document, operation.requestBody),
    responses: Object.entries(operation.responses ?? {}).map(
      ([status, response]) => [status, resolve(document, response)] as const,
    ),
    security: operation.security ?? document.security ?? [],
    scope: operation['x-required-scope'],
  };
}

const operationsIn = (document: ApiDocument, paths: Record<string, PathItem>): ApiOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => toApiOperation(document, path, method, operation)),
  );

/** Lists all operations in the order of the document. */
export const listOperations = (document: ApiDocument): ApiOperation[] => operationsIn(document, document.paths);

/** Lists the requests that the server sends to webhooks. The path of each is the name of its event. */
export const listWebhookEvents = (document: ApiDocument): ApiOperation[] =>
  operationsIn(document, document.webhooks ?? {});

export const isJsonType = (mediaType: string): boolean => /[/+]json\b/.test(mediaType);
