import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import { SaxesParser } from 'saxes';
import { closeObjects, inlineReferences } from './api-document.js';

type Json = Record<string, unknown>;
type Response = { content?: Record<string, { schema: Json }>; headers?: Json };
type Operation = {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, Response>;
  security: Json[];
};
type ApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
};

export type Answer = {
  method: string;
  url: string;
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Whether fields are hidden from the token of the request. They are missing, even if they are required. */
  isFieldLimited?: boolean;
};

function withoutRequired<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutRequired) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === 'required' && Array.isArray(inner)))
      .map(([key, inner]) => [key, withoutRequired(inner)]),
  ) as T;
}

const token = (text: string) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where a document has the schema of a response. */
type Place = { path: string; verb: string; status: string; type: string };

/**
 * Returns a function that compiles schemas of a document. Most of its 1,800 responses have one of a hundred schemas, so a schema
 * is compiled once for all responses that have it.
 */
function compiler(document: ApiDocument) {
  // Optimising the code takes longer than it saves.
  const ajv = new Ajv2020({ strict: false, allErrors: false, inlineRefs: false, code: { optimize: false } });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'doc:', ...document });
  const compiled = new Map<string, ValidateFunction>();
  return ({ path, verb, status, type }: Place): ValidateFunction => {
    const pointer = `/paths/${token(path)}/${verb}/responses/${status}/content/${token(type)}/schema`;
    const known = compiled.get(pointer);
    if (known !== undefined) return known;
    const text = JSON.stringify(document.paths[path]?.[verb]?.responses[status]?.content?.[type]?.schema);
    const check = compiled.get(text) ?? ajv.compile({ $ref: `doc:#${pointer}` });
    compiled.set(text, check).set(pointer, check);
    return check;
  };
}

const formPaths: Record<string, string> = {
  'application/ld+json': '/v1/articles/{ref}/json-ld',
  'application/vnd.iptc.ninjs+json': '/v1/articles/{ref}/ninjs',
  'text/markdown': '/v1/articles/{ref}/markdown',
};

/** Parses the body of a response by its media type: JSON, or text. XML must be well-formed. */
function read(type: string, text: string): { body: unknown; wrong?: string } {
  if (/[/+]json$/.test(type)) return { body: JSON.parse(text) };
  if (!/[/+]xml$/.test(type)) return { body: text };
  try {
    new SaxesParser({ xmlns: true }).write(text).close();
    return { body: text };
  } catch (error) {
    return { body: text, wrong: (error as Error).message };
  }
}

/** The default messages of Zod. They are for developers, not for users. */
const zodMessage =
  /Invalid (input|option|string|format|ISO|key|element)|expected .+, received|Too (big|small)|Unrecognized key/;

/** Headers that the document must declare for every response that has them. */
const promised = [
  'etag',
  'last-modified',
  'link',
  'location',
  'surrogate-key',
  'idempotency-replayed',
  'retry-after',
  'www-authenticate',
];

/**
 * Returns the OpenAPI document of an app as JSON. Building it takes half a second, so it is cached while the sources stay the same.
 *
 * @param variant what the routes of the app depend on besides the sources
 */
export function documentTextOf(app: FastifyInstance, variant: string): string {
  const { SOURCES_FINGERPRINT: sources } = process.env;
  if (sources === undefined) return JSON.stringify(app.swagger());
  const key = createHash('sha256').update(`${sources} ${variant}`).digest('hex').slice(0, 16);
  const file = join(import.meta.dirname, `../../.compiled/openapi-${key}.json`);
  if (!existsSync(file)) {
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify(app.swagger()));
    renameSync(fresh, file);
  }
  return readFileSync(file, 'utf8');
}

/**
 * Compiled schemas are shared by the apps of this process, because compiling takes longer than most tests. Most variants
 * have the same document.
 */
const checksByVariant = new Map<string, ReturnType<typeof checksOf>>();
const checksByText = new Map<string, ReturnType<typeof checksOf>>();

/** Returns a function that lists what is wrong with a response by the OpenAPI document of the app that sent it. */
export function contractOf(app: FastifyInstance, variant: string): (answer: Answer) => string[] {
  const known = checksByVariant.get(variant);
  if (known !== undefined) return known;
  const text = documentTextOf(app, variant);
  const checks = checksByText.get(text) ?? checksOf(closeObjects(inlineReferences(JSON.parse(text))));
  checksByText.set(text, checks);
  checksByVariant.set(variant, checks);
  return checks;
}

function checksOf(document: ApiDocument): (answer: Answer) => string[] {
  const whole = compiler(document);
  let narrowed: typeof whole | undefined;
  const sparsely = (place: Place) => {
    narrowed ??= compiler(withoutRequired(document));
    return narrowed(place);
  };
  const paths = Object.keys(document.paths)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
    // The literal segment of /v1/a/b wins over the parameter of /v1/a/{ref}.
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

  return ({ method, url, status, headers, text, isFieldLimited = false }) => {
    const [pathname = '', search = ''] = url.split('?', 2);
    const verb = (method === 'HEAD' ? 'GET' : method).toLowerCase();
    const path = paths.find(
      (entry) => entry.pattern.test(pathname) && document.paths[entry.path]?.[verb] !== undefined,
    )?.path;
    if (path === undefined) return [];
    const where = `${method} ${url} → ${status}`;
    const responses = document.paths[path]?.[verb]?.responses ?? {};
    const documentedStatus = status in responses || status < 500 ? String(status) : 'default';
    const response = responses[documentedStatus];
    if (response === undefined) return [`${where} is not documented: ${text.slice(0, 300)}`];
    const documented = new Set(Object.keys(response.headers ?? {}).map((name) => name.toLowerCase()));
    const undocumented = promised.filter((name) => headers[name] !== undefined && !documented.has(name));
    if (undocumented.length > 0) return [`${where} has undocumented headers: ${undocumented.join(', ')}`];
    if (text === '' || method === 'HEAD') return [];
    const type = String(headers['content-type']).split(';')[0] ?? '';
    // The forms that `Accept` selects are documented at the addresses of their own.
    const form = path === '/v1/articles/{ref}' ? formPaths[type] : undefined;
    if (form === undefined && response.content?.[type] === undefined)
      return [`${where} has the undocumented type ${type}`];
    const sparse = isFieldLimited || new URLSearchParams(search).has('fields');
    const check = (sparse ? sparsely : whole)({ path: form ?? path, verb, status: documentedStatus, type });
    const { body, wrong } = read(type, text);
    if (wrong !== undefined) return [`${where} is not well-formed: ${wrong}`];
    if (status >= 400 && zodMessage.test(text))
      return [`${where} has a message of the validator: ${text.slice(0, 500)}`];
    if (check(body)) return [];
    return [`${where} does not fit: ${JSON.stringify(check.errors?.slice(0, 3))} in ${text.slice(0, 500)}`];
  };
}
