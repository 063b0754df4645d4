import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import { createFieldProblem, requireNoFieldLimit } from '../auth/index.js';
import { findMarked, hideFields, isOpaque, showsAny } from '../fields/index.js';
import { isWrite } from './permission.js';
import { isFile } from './routes.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How a route that needs a token treats an actor who is barred from fields. By default, writes refuse the actor, and
     * so do reads whose response has no complete schema. Other reads are `checked` if their schemas are marked with
     * `showsFields`, and otherwise `irrelevant`.
     *
     * - `checked`: hidden fields are left out of the response by its schema. What the schema does not declare, and what
     *   the request changes, is checked by the service.
     * - `irrelevant`: it neither shows nor changes a field with limits. The schemas must have no marks.
     */
    fieldLimit?: 'checked' | 'irrelevant' | 'refused';
  }
}

type Responses = Readonly<Record<string, unknown>>;

const responsesOf = (schema: { response?: unknown } | undefined): Responses => (schema?.response ?? {}) as Responses;

/** Whether the responses or the parameters of a route are marked with `showsFields`. */
function dependsOnFields({ schema }: RouteOptions): boolean {
  return (
    [schema?.params, schema?.querystring, schema?.body].some((part) => findMarked(part).length > 0) ||
    Object.values(responsesOf(schema)).some((response) => response instanceof z.ZodType && showsAny(response))
  );
}

function defaultLimit(route: RouteOptions): 'checked' | 'irrelevant' | 'refused' {
  const responses = Object.values(responsesOf(route.schema));
  const isComplete = responses.every((response) => response instanceof z.ZodType && !isOpaque(response));
  if (isWrite(String(route.method)) || !isComplete) return 'refused';
  return dependsOnFields(route) ? 'checked' : 'irrelevant';
}

/** Returns the fields that are hidden from the actor of a request, if its response depends on them. */
function hiddenFrom({ actor, routeOptions: { config } }: FastifyRequest): readonly string[] {
  // Public responses are the same for everybody.
  if (actor.fieldLimit === null || config.permission === 'public' || config.fieldLimit === 'irrelevant') return [];
  return actor.fieldLimit.hiddenFields;
}

/**
 * Enforces the field limits of actors: refuses routes that do not support them, refuses parameters that tell what a
 * hidden field contains, and removes hidden fields from responses. Does nothing for actors without a limit.
 */
export function enforceFieldLimits(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { permission } = route.config ?? {};
    if (permission === undefined || permission === 'public') return;
    const fieldLimit = route.config?.fieldLimit ?? defaultLimit(route);
    if (fieldLimit === 'irrelevant' && dependsOnFields(route))
      throw new Error(
        `${String(route.method)} ${route.url} shows fields with limits: its fieldLimit must be "checked".`,
      );
    route.config = { ...route.config, fieldLimit };
  });
  app.addHook('preValidation', (request, _, callback) => {
    let refusal: Error | undefined;
    try {
      if (request.actor.fieldLimit !== null) checkRequest(request);
    } catch (error) {
      refusal = error as Error;
    }
    callback(refusal);
  });
  // Before the hook that makes the entity tag, so that the tag belongs to what this actor sees.
  app.addHook('onSend', (request, reply, payload, callback) => {
    const hiddenFields = hiddenFrom(request);
    let visiblePayload = payload;
    try {
      if (hiddenFields.length > 0 && reply.statusCode < 300 && payload !== null)
        visiblePayload = withoutFields(request, reply.statusCode, payload, hiddenFields);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback(null, visiblePayload);
  });
}

/** @throws field-not-allowed */
function checkRequest(request: FastifyRequest): void {
  if (request.routeOptions.config.fieldLimit === 'refused') requireNoFieldLimit(request.actor);
  const hiddenFields = hiddenFrom(request);
  if (hiddenFields.length === 0) return;
  const { schema } = request.routeOptions;
  const findSent = (part: unknown, values: unknown) =>
    findMarked(part, hiddenFields).filter(
      (name) => (values as Record<string, unknown> | null | undefined)?.[name] !== undefined,
    );
  const parameters = [...findSent(schema?.params, request.params), ...findSent(schema?.querystring, request.query)];
  const properties = findSent(schema?.body, request.body);
  const places = [
    ...parameters.map((parameter) => ({ parameter })),
    ...properties.map((property) => ({ pointer: `/${property}` })),
  ];
  if (places.length === 0) return;
  const names = [...parameters, ...properties].map((name) => `"${name}"`).join(', ');
  throw createFieldProblem(`The token may not use ${names}, because it depends on hidden fields.`, places);
}

/** Returns the text of a response without hidden fields. Anything but complete text would show them, and is a bug. */
function withoutFields(
  { method, routeOptions: { url, config, schema } }: FastifyRequest,
  status: number,
  payload: unknown,
  hiddenFields: readonly string[],
): typeof payload {
  const response = responsesOf(schema)[status];
  if (config.fieldLimit === 'checked' && isFile(response)) return payload;
  if (response === undefined || (typeof payload !== 'string' && !Buffer.isBuffer(payload)))
    throw new Error(`The response of ${method} ${url} cannot be searched for hidden fields.`);
  const text = payload.toString();
  return text === '' ? payload : JSON.stringify(hideFields(response as z.ZodType, JSON.parse(text), hiddenFields));
}
