import { z } from 'zod';
import { mergePatch } from '../../lib/merge-patch.js';
import { createValidationProblem } from '../problems/index.js';

function unwrapSchema(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapSchema(schema.unwrap());
  return schema as z.ZodType;
}

/** The JSON merge patch (RFC 7396) of a shape: every member may be left out, or null to take it away. */
export function patchSchemaOf(schema: z.ZodObject, name: string): z.ZodType<Record<string, unknown>> {
  const toPatchSchema = (object: z.ZodObject): z.ZodObject =>
    z.strictObject(
      Object.fromEntries(
        Object.entries(object.shape).map(([key, field]) => {
          const inner = unwrapSchema(field);
          const patch = inner instanceof z.ZodObject ? toPatchSchema(inner) : inner;
          const description = z.globalRegistry.get(field)?.description;
          const member = patch.nullable().optional();
          return [key, description === undefined ? member : member.describe(description)];
        }),
      ),
    );
  return toPatchSchema(schema).meta({
    id: name,
    description: 'A JSON merge patch: members left out stay, null takes away.',
  });
}

/**
 * Applies a merge patch to what is there, and checks the outcome as if it had been sent whole.
 *
 * @throws invalid-request naming what the outcome lacks
 */
export function applyPatch<Whole extends z.ZodObject>(
  schema: Whole,
  current: z.input<Whole>,
  patch: Record<string, unknown>,
): z.output<Whole> {
  const result = schema.safeParse(mergePatch(current, patch));
  if (!result.success) throw createValidationProblem('body', result.error);
  return result.data;
}
