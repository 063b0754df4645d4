import { z } from 'zod';
import type { Omission } from '../../normalisation/draft.js';
import type { Fields } from '../../normalisation/fields.js';

/** A text, or a number that stands for one. */
export const word = z.union([z.string(), z.number().transform(String)]);

/** Whatever systems write for yes and no. */
export const flag = z.union([z.boolean(), z.number().transform((number) => number !== 0)]);

type Shape = Readonly<Record<string, z.ZodType>>;
type Values<Fields extends Shape> = { [Name in keyof Fields]: z.infer<Fields[Name]> | null };

/**
 * The fields of a shape that an object has. Those that are of another type are as if they were not there, with a note of
 * each; those that the shape does not name are nobody's business.
 */
export function fieldsOf<FieldShape extends Shape>(
  shape: FieldShape,
  object: Fields,
  omissions: Omission[],
): Values<FieldShape> {
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    const value = Object.hasOwn(object, name) ? object[name] : null;
    const parseResult = value == null ? null : type.safeParse(value);
    if (parseResult?.success === false) omissions.push({ what: `field ${name}`, reason: 'wrong-type' });
    values[name] = parseResult?.success ? parseResult.data : null;
  }
  return values as Values<FieldShape>;
}
