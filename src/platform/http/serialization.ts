import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { z } from 'zod';

/** A response limited to the fields that the client requested. In a list, each item is limited. */
export class SparsePayload {
  constructor(
    readonly fullPayload: object,
    readonly fields: readonly string[],
  ) {}
}

/** Limits a response to `fields`. If they are undefined, it stays complete. */
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

/** A response that does not match its schema. This is a bug: the client gets a 500 instead. */
class InvalidResponseError extends Error {}

/** Serialises each response with its schema. Fields that the schema does not declare are never sent. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema, url, method }) => {
  return (data: unknown) => {
    const fullPayload = data instanceof SparsePayload ? data.fullPayload : data;
    const result = z.safeEncode(schema, fullPayload as never);
    if (!result.success) {
      throw new InvalidResponseError(
        `The response of ${method} ${url} does not match its schema: ${z.prettifyError(result.error)}`,
      );
    }
    const payload = result.data as Record<string, unknown>;
    return JSON.stringify(data instanceof SparsePayload ? narrow(payload, data.fields) : payload);
  };
};
