import { defineProblem, type Problem } from '../problems/index.js';
import type { Actor } from './actor.js';

/** The kinds of resources that have fields with limits. The names of fields begin with them: `articles.seo`. */
export type LimitedResource = 'articles' | 'people' | 'users';

export const fieldNotAllowed = defineProblem(
  'field-not-allowed',
  403,
  'The token may not use this field',
  'The role or token of the caller is barred from the fields that `errors` names. A hidden field cannot be read, sent, or used in a filter. A read-only field cannot be changed. Leave the fields out of the request: stored values are kept. Some operations, such as imports and exports, use all fields. They refuse callers that are barred from any.',
);

/** Where the name of a field appears in a request. */
type Place = { pointer: string } | { parameter: string };

/** Creates the problem field-not-allowed with an entry for each place. */
export function createFieldProblem(detail: string, places: readonly Place[]): Problem {
  const errors = places.map((place) => ({
    ...place,
    code: 'field-not-allowed',
    detail: 'must be omitted, because the token may not use this field.',
  }));
  return fieldNotAllowed(detail, { errors });
}

const namesOf = (fields: readonly string[], resource: LimitedResource): string[] =>
  fields.flatMap((field) => (field.startsWith(`${resource}.`) ? [field.slice(resource.length + 1)] : []));

/** Returns the names of the fields of a resource that an actor may not change: hidden and read-only ones. */
export function barredFields({ fieldLimit: limit }: Actor, resource: LimitedResource): readonly string[] {
  return limit === null ? [] : namesOf([...new Set([...limit.hiddenFields, ...limit.readOnlyFields])], resource);
}

function refuseFields(fields: readonly string[], verb: 'send' | 'change'): void {
  if (fields.length === 0) return;
  const places = fields.map((field) => ({ pointer: `/${field}` }));
  throw createFieldProblem(`The token may not ${verb} ${fields.map((field) => `"${field}"`).join(', ')}.`, places);
}

/**
 * Checks that a request sends no field that the actor may not change. For requests that create a resource, and for
 * patches.
 *
 * @throws field-not-allowed
 */
export function requireAllowedFields(actor: Actor, resource: LimitedResource, input: object): void {
  if (actor.fieldLimit === null) return;
  const values = input as Record<string, unknown>;
  refuseFields(
    barredFields(actor, resource).filter((field) => values[field] !== undefined),
    'send',
  );
}

/**
 * Returns a request that replaces a resource, with the stored values of the fields that the actor may not change and
 * did not send. A hidden field is refused even with its stored value: otherwise the response would confirm a guess.
 *
 * @throws field-not-allowed
 */
export function withBarredFields<Input extends object>(
  actor: Actor,
  resource: LimitedResource,
  input: Input,
  getStored: () => Input,
): Input {
  const { fieldLimit: limit } = actor;
  if (limit === null) return input;
  const isSent = (name: string) => (input as Record<string, unknown>)[name] !== undefined;
  refuseFields(namesOf(limit.hiddenFields, resource).filter(isSent), 'send');
  const keptNames = barredFields(actor, resource).filter((name) => !isSent(name));
  return { ...input, ...pickFields(getStored(), keptNames) };
}

/** Returns these properties of an object. */
export function pickFields<Input extends object>(input: Input, fields: readonly string[]): Partial<Input> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => fields.includes(name))) as Partial<Input>;
}

/**
 * Checks a change just before it is stored, however the request described it. Costs nothing for actors without a limit.
 *
 * @param findChanged returns the names of the fields that change
 * @throws field-not-allowed
 */
export function requireFieldAccess(
  actor: Actor,
  resource: LimitedResource,
  findChanged: () => readonly string[],
): void {
  if (actor.fieldLimit === null) return;
  const barredNames = barredFields(actor, resource);
  refuseFields(
    findChanged().filter((field) => barredNames.includes(field)),
    'change',
  );
}

/** Returns whether one of these fields of a resource is hidden from an actor. */
export function isHidden(
  { fieldLimit: limit }: Actor,
  resource: LimitedResource,
  names: readonly string[] | 'all',
): boolean {
  const hiddenNames = limit === null ? [] : namesOf(limit.hiddenFields, resource);
  return names === 'all' ? hiddenNames.length > 0 : hiddenNames.some((field) => names.includes(field));
}

/**
 * Checks that an actor may read all fields of a resource, or one of them.
 *
 * @throws field-not-allowed
 */
export function requireReadableFields(
  actor: Actor,
  resource: LimitedResource,
  names: readonly string[] | 'all',
  reason: string,
): void {
  if (isHidden(actor, resource, names)) throw fieldNotAllowed(reason);
}

/**
 * Checks that an actor is barred from no field, before an operation that uses all fields.
 *
 * @throws field-not-allowed
 */
export function requireNoFieldLimit({ fieldLimit: limit }: Actor): void {
  if (limit !== null)
    throw fieldNotAllowed('The operation uses all fields, and the token is barred from some of them.');
}
