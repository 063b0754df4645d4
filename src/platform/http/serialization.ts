import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { z } from 'zod';

/** An answer of which the client asked for some fields only; lists are narrowed item by item. */
export class Sparse {
  constructor(
    readonly whole: object,
    readonly fields: readonly string[],
  ) {}
}

/** Narrows an answer to `fields`; without any, it stays whole. */
export function sparse<T extends object>(whole: T, fields: readonly string[] | undefined): T {
  return fields === undefined ? whole : (new Sparse(whole, fields) as unknown as T);
}

function pick(item: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.filter((field) => field in item).map((field) => [field, item[field]]));
}

function narrow(answer: Record<string, unknown>, fields: readonly string[]): Record<string, unknown> {
  if (!Array.isArray(answer.data)) return pick(answer, fields);
  return { ...answer, data: answer.data.map((item) => pick(item as Record<string, unknown>, fields)) };
}

/** An answer that does not have the shape that the document promises: a bug, answered by 500 and never sent. */
class UnfitAnswer extends Error {}

/** Builds every answer by the allow-list of its schema: a field that the schema does not name does not leave. */
export const serializerCompiler: FastifySerializerCompiler<z.ZodType> = ({ schema, url, method }) => {
  return (data: unknown) => {
    const whole = data instanceof Sparse ? data.whole : data;
    const encoded = z.safeEncode(schema, whole as never);
    if (!encoded.success) {
      throw new UnfitAnswer(
        `${method} ${url} answers what its schema does not allow: ${z.prettifyError(encoded.error)}`,
      );
    }
    const answer = encoded.data as Record<string, unknown>;
    return JSON.stringify(data instanceof Sparse ? narrow(answer, data.fields) : answer);
  };
};
