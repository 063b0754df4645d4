import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { z } from 'zod';

/** An answer of which the client asked for some fields only; lists are narrowed item by item. */
export class SparsePayload {
  constructor(
    readonly fullPayload: object,
    readonly fields: readonly string[],
  ) {}
}

/** Narrows an answer to `fields`; without any, it stays whole. */
export function selectFields<T extends object>(payload: T, fields: readonly string[] | undefined): T {
  return fields === undefined ? payload : (new SparsePayload(payload, fields) as unknown as T);
}

function pick(item: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field in item).map((field) => [field, item[field]]));
}

function narrow(payload: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  if (!Array.isArray(payload.data)) return pick(payload, fields);
  return { ...payload, data: payload.data.map((item) => pick(item as Record<string, unknown>, fields)) };
}

/** An answer that does not have the shape that the document promises: a bug, answered by 500 and never sent. */
class InvalidResponseError extends Error {}

/** Builds every answer by the allow-list of its schema: a field that the schema does not name does not leave. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema, url, method }) => {
  return (data: unknown) => {
    const fullPayload = data instanceof SparsePayload ? data.fullPayload : data;
    const result = z.safeEncode(schema, fullPayload as never);
    if (!result.success) {
      throw new InvalidResponseError(
        `${method} ${url} answers what its schema does not allow: ${z.prettifyError(result.error)}`,
      );
    }
    const payload = result.data as Record<string, unknown>;
    return JSON.stringify(data instanceof SparsePayload ? narrow(payload, data.fields) : payload);
  };
};
